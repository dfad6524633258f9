import { expect, test } from 'vitest'
import type { JsonValue } from '../../../../../src/json.js'
import { categoryOrder } from '../../../../../src/providers/local/plot/layout/chart-axes.js'
import { draw } from '../../draw.js'
import { localFigure } from '../../sample-figures.js'
import { chartOf } from '../matrix/chart-of.js'

async function svgOf(data: JsonValue, prompt: string, options = {}): Promise<string> {
  const { svg } = await draw(localFigure({ task: 'plot', data, prompt, options }))
  return svg
}

const places = { city: ['Bern', 'Oslo', 'Turin'], rent_2015: [20, 17, 9], rent_2025: [14, 16, 21] }

test('dumbbells are sorted by where they get to', () => {
  expect(categoryOrder(chartOf(places, 'dumbbell plot, highest first'))).toEqual([
    'Turin',
    'Oslo',
    'Bern',
  ])
})

test('bars are sorted by their sums', () => {
  expect(categoryOrder(chartOf(places, 'bars by city, highest first'))).toEqual([
    'Bern',
    'Oslo',
    'Turin',
  ])
})

test('a slope graph says numbers as exactly as it shows them', async () => {
  const data = { country: ['Japan', 'India'], in_1955: [66.12, 45.84], in_2000: [81.57, 62.94] }
  const svg = await svgOf(data, 'slope graph')
  expect(svg).toContain('data-text="Japan  66.1"')
  expect(svg).toContain('data-text="62.9  India"')
  const close = { name: ['p', 'q'], before: [0.812, 0.634], after: [0.858, 0.71] }
  expect(await svgOf(close, 'slope graph')).toContain('data-text="0.710  q"')
})

test('a column of one letter keeps it, and its name stands upright', async () => {
  const svg = await svgOf({ x: [1, 2, 3], y: [4, 2, 5] }, 'scatter plot')
  expect(svg).toContain('data-text="x"')
  expect(svg).not.toContain('data-text="X"')
  expect(svg).toMatch(/translate\([^)]*\)"[^>]*><g data-text="y"/)
  expect(svg).not.toMatch(/rotate\(-90\)[^>]*><g data-text="y"/)
  const worded = await svgOf({ x: [1, 2, 3], height: [4, 2, 5] }, 'scatter plot')
  expect(worded).toMatch(/rotate\(-90\)[^>]*><g data-text="Height"/)
})

test('the label of a band stands beside it where it is wider, and in it where it is not', async () => {
  const data = { x: [0, 50, 100], y: [0, 1, 0] }
  const placesOf = async (band: string) => {
    const svg = await svgOf(data, 'line', { reference: `x=${band}: A label` })
    const [, left = 0, width = 0] = (
      /M([\d.]+),0h([\d.]+)v[^"]*" fill="#57606a"/.exec(svg) ?? []
    ).map(Number)
    const place = /translate\(([\d.]+),[\d.]+\)"><g data-text="A label"[^>]*translate\(([-\d.]+) /
    const [, anchor = 0, start = 0] = (place.exec(svg) ?? []).map(Number)
    return { left, right: left + width, text: anchor + start }
  }
  const narrow = await placesOf('40..42')
  expect(narrow.text > narrow.right || narrow.text + 35 < narrow.left).toBe(true)
  const wide = await placesOf('30..60')
  expect(wide.text).toBeGreaterThan(wide.left)
  expect(wide.text + 35).toBeLessThan(wide.right)
})
