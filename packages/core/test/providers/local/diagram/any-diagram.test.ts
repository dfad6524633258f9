import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Graph, groupsAround } from '../../../../src/providers/local/diagram/graph.js'
import type { Box, Head, Point } from '../../../../src/providers/local/diagram/placed-graph.js'
import { distanceToShape } from './distance-to-shape.js'
import { distanceTo, place, pointsOn } from './place-diagram.js'
import { randomGraph } from './random-graph.js'

/** Pixels by which two boxes overlap; negative is the distance between them. */
function overlap(a: Box, b: Box): number {
  return Math.min(
    (a.width + b.width) / 2 - Math.abs(a.x - b.x),
    (a.height + b.height) / 2 - Math.abs(a.y - b.y),
  )
}

describe('any diagram', () => {
  const property = (check: (graph: Graph, drawn: Awaited<ReturnType<typeof place>>) => void) =>
    fc.assert(
      fc.asyncProperty(
        randomGraph,
        fc.constantFrom('airy', 'compact'),
        fc.constantFrom(undefined, 1, 16 / 9),
        async (graph, density, ratio) => check(graph, await place(graph, density, ratio)),
      ),
      { numRuns: 60 },
    )

  test('has every box and arrow once, boxes apart from each other, all on the canvas', () =>
    property((graph, { placed }) => {
      expect([...placed.nodes.keys()].sort()).toEqual(graph.nodes.map(({ id }) => id).sort())
      expect(new Set(placed.edges.map(({ edge }) => edge))).toEqual(new Set(graph.edges))
      expect(placed.edges).toHaveLength(graph.edges.length)
      const boxes = [...placed.nodes.values()]
      for (const [index, box] of boxes.entries()) {
        for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBeLessThan(-4)
      }
      const { width, height } = placed.size
      const canvas: Box = { x: width / 2, y: height / 2, width, height }
      for (const box of [...boxes, ...placed.groups.values()]) {
        expect(distanceTo(canvas, [box.x - box.width / 2, box.y - box.height / 2])).toBeLessThan(1)
        expect(distanceTo(canvas, [box.x + box.width / 2, box.y + box.height / 2])).toBeLessThan(1)
      }
      for (const { curve } of placed.edges) {
        for (const point of pointsOn(curve)) expect(distanceTo(canvas, point)).toBeLessThan(2)
      }
    }))

  test('has every label inside its box, and those of arrows apart from boxes', () =>
    property((graph, { labels, placed }) => {
      for (const { id, shape } of graph.nodes) {
        const box = placed.nodes.get(id)
        const text = labels.nodes.get(id)
        if (box === undefined || text === undefined) throw new Error(`no box for ${id}`)
        expect(text.size.width).toBeLessThan(box.width - 8)
        expect(text.size.height).toBeLessThan(box.height)
        const inkHeight = text.size.height - text.size.height / text.lines.length + 12
        if (shape === 'diamond')
          expect(text.size.width / box.width + inkHeight / box.height).toBeLessThanOrEqual(1)
        if (shape === 'circle')
          expect(Math.hypot(text.size.width, inkHeight)).toBeLessThan(box.width)
      }
      for (const { edge, label } of placed.edges) {
        const text = labels.edges.get(edge)
        expect(label === undefined).toBe(text === undefined)
        if (label === undefined || text === undefined) continue
        const plate = { x: label[0], y: label[1], ...text.size }
        for (const box of placed.nodes.values()) expect(overlap(plate, box)).toBeLessThan(3)
      }
    }))

  test('has arrows that end at the borders drawn, with a head at each end that asks for one', () =>
    property((graph, { placed }) => {
      const shapes = new Map(graph.nodes.map(({ id, shape }) => [id, shape]))
      for (const { edge, curve, heads } of placed.edges) {
        expect(curve.length % 3).toBe(1)
        expect(heads).toHaveLength({ none: 0, forward: 1, both: 2 }[edge.arrows])
        const gapsOf = (...tips: Point[]) => {
          const gaps = [edge.from, edge.to].map((id) => {
            const box = placed.nodes.get(id) ?? placed.groups.get(id)
            if (box === undefined) throw new Error(`no box for ${id}`)
            return tips.map((tip) => distanceToShape(shapes.get(id) ?? 'group', box, tip))
          })
          const [[fromStart = 99, fromEnd = 99] = [], [toStart = 99, toEnd = 99] = []] = gaps
          return Math.min(Math.max(fromStart, toEnd), Math.max(fromEnd, toStart))
        }
        const start: Point = curve[0] ?? [0, 0]
        const end: Point = curve.at(-1) ?? [0, 0]
        const isAt = ({ base }: Head, point: Point) =>
          Math.hypot(base[0] - point[0], base[1] - point[1]) < 1
        // A line of no length has both ends where its only head is: that stands at one of them.
        const [head, other] = heads
        const farther =
          head === undefined
            ? gapsOf(start, end)
            : other !== undefined
              ? gapsOf(head.tip, other.tip)
              : Math.min(
                  isAt(head, start) ? gapsOf(head.tip, end) : 99,
                  isAt(head, end) ? gapsOf(start, head.tip) : 99,
                )
        expect(farther).toBeLessThan(0.5)
      }
    }))

  test('has groups around what they hold and around nothing else', () =>
    property((graph, { placed }) => {
      for (const { id, group } of graph.nodes) {
        const box = placed.nodes.get(id)
        const around = groupsAround(graph, group)
        for (const [name, outline] of placed.groups) {
          if (box === undefined) continue
          const inside =
            Math.abs(box.x - outline.x) + box.width / 2 <= outline.width / 2 &&
            Math.abs(box.y - outline.y) + box.height / 2 <= outline.height / 2
          if (around.includes(name)) expect(inside).toBe(true)
          else expect(overlap(box, outline)).toBeLessThan(0)
        }
      }
    }))
})
