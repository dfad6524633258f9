import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spread, spreadEndNames } from '../../../../../src/providers/local/plot/layers/end-names.js'
import type { SceneItem } from '../../../../../src/providers/local/vega/draw-vega.js'

const places = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), {
  minLength: 1,
  maxLength: 15,
})

test('names that meet are pushed apart and stay in their order and frame', () => {
  fc.assert(
    fc.property(places, (wanted) => {
      const sorted = [...wanted].sort((a, b) => a - b)
      const found = spread(sorted, 16, 300)
      expect(found).toHaveLength(sorted.length)
      for (const [index, place] of found.entries()) {
        expect(place).toBeGreaterThanOrEqual(-1e-6)
        expect(place).toBeLessThanOrEqual(300 + 1e-6)
        if (index > 0) expect(place - (found[index - 1] ?? 0)).toBeGreaterThanOrEqual(16 - 1e-6)
      }
    }),
  )
})

test('names with room stay where they are, and those without stand evenly', () => {
  expect(spread([10, 50, 90], 16, 300)).toEqual([10, 50, 90])
  expect(spread([100, 100], 16, 300)).toEqual([92, 108])
  expect(spread([0, 0, 0], 16, 20)).toEqual([0, 10, 20])
})

test('what leads to a name ends clear of it, and a name that hardly moved has none', () => {
  const mark = { group: { height: 300 } }
  const namesAt = (ys: number[]): SceneItem[] => ys.map((y) => ({ x: 100, y, dx: 17, mark }))
  const leaders = namesAt([100, 100, 200, 215])
  const names = namesAt([100, 100, 200, 215])
  spreadEndNames({
    items: [
      { name: 'right_leaders_marks', marktype: 'rule', items: leaders },
      { name: 'right_names_marks', marktype: 'text', items: names },
    ],
  })
  expect(names.map(({ x = 0, y }, at) => [x + 17 - Number(leaders[at]?.x2), y])).toEqual([
    [5, 92.1875],
    [5, 107.8125],
    [Number.NaN, 199.6875],
    [Number.NaN, 215.3125],
  ])
  expect(leaders.map(({ opacity }) => opacity)).toEqual([undefined, undefined, 0, 0])
})
