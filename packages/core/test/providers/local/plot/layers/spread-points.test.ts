import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  diameterOf,
  partDots,
  spreadPoints,
} from '../../../../../src/providers/local/plot/layers/spread-points.js'
import type { SceneItem } from '../../../../../src/providers/local/vega/draw-vega.js'

const mark = { group: { width: 400, height: 300 } } as unknown as SceneItem

function pointsAt(places: readonly (readonly [number, number])[], size = 64): SceneItem[] {
  return places.map(([x, y]) => ({ x, y, size, mark }))
}

const heights = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), {
  minLength: 1,
  maxLength: 60,
})

describe('points of a category', () => {
  test('stay in its middle where nothing is near', () => {
    const points = pointsAt([
      [100, 10],
      [100, 60],
      [100, 62],
      [300, 61],
    ])
    spreadPoints(points)
    expect(points[0]?.x).toBe(100)
    expect(points[3]?.x).toBe(300)
    expect([points[1]?.x, points[2]?.x]).toContain(100)
    expect(points[1]?.x).not.toBe(points[2]?.x)
  })

  test('do not hide each other, keep their heights and stay in the width of their category', () => {
    fc.assert(
      fc.property(heights, (ys) => {
        const points = pointsAt(ys.map((y) => [200, y] as const))
        spreadPoints(points)
        expect(points.map(({ y }) => y)).toEqual(ys)
        const distance = diameterOf(Number(points[0]?.size))
        for (const [index, { x = 0, y = 0 }] of points.entries()) {
          expect(Math.abs(x - 200)).toBeLessThanOrEqual(180)
          for (const other of points.slice(index + 1)) {
            const apart = Math.hypot(x - (other.x ?? 0), y - (other.y ?? 0))
            expect(apart).toBeGreaterThanOrEqual(distance - 1e-6)
          }
        }
      }),
    )
  })

  test('become smaller where they need more room, all alike', () => {
    const points = pointsAt(Array.from({ length: 50 }, (_, at) => [200, 100 + at] as const))
    spreadPoints(points, 'x', 30)
    const sizes = new Set(points.map(({ size }) => size))
    expect(sizes.size).toBe(1)
    expect([...sizes][0]).toBeLessThan(64)
    for (const { x } of points) expect(Math.abs((x ?? 0) - 200)).toBeLessThanOrEqual(30)
  })

  test('stay in their width where even the smallest have no room', () => {
    const points = pointsAt(Array.from({ length: 3000 }, () => [200, 100] as const))
    spreadPoints(points, 'x', 30)
    for (const { x } of points) expect(Math.abs((x ?? 0) - 200)).toBeLessThanOrEqual(30)
  })

  test('spread upwards and downwards where categories lie', () => {
    const points = pointsAt([
      [50, 100],
      [51, 100],
    ])
    spreadPoints(points, 'y', 30)
    expect(points.map(({ x }) => x)).toEqual([50, 51])
    expect(points[0]?.y).not.toBe(points[1]?.y)
  })
})

describe('dots of a row', () => {
  test('that would hide each other stand on both sides of it, and others in it', () => {
    const dots = pointsAt([
      [50, 100],
      [200, 100],
      [200, 100],
      [50, 140],
      [60, 140],
    ])
    partDots(dots)
    expect(dots.map(({ x }) => x)).toEqual([50, 200, 200, 50, 60])
    expect(dots.map(({ y }) => y)).toEqual([100, 96.2, 103.8, 140, 140])
  })

  test('stay in the height of their row, however many they are', () => {
    const rows = [100, 120].flatMap((y) => Array.from({ length: 6 }, () => [80, y] as const))
    const dots = pointsAt(rows)
    partDots(dots)
    for (const [index, { y = 0 }] of dots.entries()) {
      expect(Math.abs(y - (rows[index]?.[1] ?? 0))).toBeLessThanOrEqual(10 - 8 / 2)
    }
    expect(new Set(dots.map(({ y }) => y)).size).toBe(12)
  })
})
