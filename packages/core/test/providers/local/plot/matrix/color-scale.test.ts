import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  colorAt,
  colorScaleOf,
} from '../../../../../src/providers/local/plot/layers/color-scale.js'
import { themes } from '../../../../../src/providers/local/theme.js'
import { draw } from '../../draw.js'
import { localFigure } from '../../sample-figures.js'

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 })

test('every value has a colour between the ends, and lies inside the domain', () => {
  fc.assert(
    fc.property(numbers, fc.constantFrom('sequential', 'diverging'), (values, kind) => {
      const scale = colorScaleOf(values, kind, themes.light)
      const [low = 0] = scale.domain
      const high = scale.domain.at(-1) ?? 0
      expect(low).toBeLessThan(high)
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(low)
        expect(value).toBeLessThanOrEqual(high)
        expect(colorAt(scale, value)).toMatch(/^#[\da-f]{6}$/)
      }
    }),
  )
})

test('colours that part have zero in the middle, as far from both ends', () => {
  const scale = colorScaleOf([-1, 3], 'diverging', themes.light)
  expect([scale.domain[0], scale.domain.at(-1)]).toEqual([-3, 3])
  expect(colorAt(scale, 0)).toBe(themes.light.diverging[4])
  expect(colorAt(scale, 3)).toBe(themes.light.diverging.at(-1))
})

test('numbers that come near zero are read from zero', () => {
  expect(colorScaleOf([1, 10], 'sequential', themes.light).domain[0]).toBe(0)
  expect(colorScaleOf([3, 10], 'sequential', themes.light).domain[0]).toBe(3)
  expect(colorScaleOf([8, 10], 'sequential', themes.light).domain[0]).toBe(8)
})

test('cells are drawn in the colours that the ink of their numbers is chosen for', async () => {
  const values = [-1, -0.1, 0.3, 0.9]
  const data = { row: ['p', 'q'], a: values.slice(0, 2), b: values.slice(2) }
  const { svg } = await draw(localFigure({ task: 'plot', prompt: 'Heat map', data }))
  const drawn = [...svg.matchAll(/<path d="M[^"]+" fill="rgb\((\d+), (\d+), (\d+)\)"/g)]
  const colors = drawn.map(
    ([, ...parts]) =>
      `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`,
  )
  const scale = colorScaleOf(values, 'diverging', themes.light)
  expect(colors.toSorted()).toEqual(values.map((value) => colorAt(scale, value)).toSorted())
})
