import { describe, expect, test } from 'vitest'
import type { Figure } from '../../../../../src/figure.js'
import { fitPlates } from '../../../../../src/providers/local/plot/layers/number-plates.js'
import { themes } from '../../../../../src/providers/local/theme.js'
import type { SceneItem } from '../../../../../src/providers/local/vega/draw-vega.js'
import { draw } from '../../draw.js'
import { localFigure } from '../../sample-figures.js'

const { axis, surface, text } = themes.light
const years = [2000, 2010, 2020]
const mix = { year: years, coal_twh: [9, 6, 1], gas_twh: [3, 4, 5] }
const svgOf = async (prompt: string, data: Figure['data']) =>
  (await draw(localFigure({ task: 'plot', prompt, data }))).svg

test.each(['Stacked bars', 'Horizontal normalised stacked bars', 'Stacked area chart'])(
  'the axis of %s is one line over the edges of their parts',
  async (prompt) => {
    const svg = await svgOf(prompt, mix)
    const lines = [...svg.matchAll(new RegExp(`<line [^>]*stroke="${axis}"`, 'g'))]
    expect(lines).toHaveLength(1)
    const parts = [...svg.matchAll(new RegExp(`<path d="[^>]* stroke="${surface}"`, 'g'))]
    expect(lines[0]?.index).toBeGreaterThan(parts.at(-1)?.index ?? Number.POSITIVE_INFINITY)
  },
)

test('an area on both sides of zero has a line as strong as an axis there, and its title in one', async () => {
  const title = 'Difference from 1951–1980 (°C)'
  const { svg } = await draw(
    localFigure({
      task: 'plot',
      aspect: '21:9',
      prompt: 'Area chart',
      data: { year: years, anomaly: [-0.5, 0.2, 1.2] },
      options: { y_title: title },
    }),
  )
  expect(svg.match(new RegExp(`<line [^>]*stroke="${axis}"`, 'g'))).toHaveLength(1)
  expect(svg).toContain(`data-text="${title}"`)
})

describe('a legend', () => {
  const groups = {
    dose: ['p', 'p', 'p', 'p', 'p', 'p', 'q', 'q', 'q', 'q', 'q', 'q'],
    group: ['a', 'a', 'a', 'b', 'b', 'b', 'a', 'a', 'a', 'b', 'b', 'b'],
    size: [1, 2, 4, 3, 5, 6, 1, 3, 4, 5, 6, 7],
  }
  test.each(['box', 'violin'] as const)(
    'of a %s plot is as pale as what it names',
    async (mark) => {
      const options = { mark, x: 'dose', y: 'size', color: 'group' }
      const { svg } = await draw(localFigure({ task: 'plot', data: groups, options }))
      const opacities = [...svg.matchAll(/fill-opacity="([^"]+)"/g)].map(([, opacity]) => opacity)
      // Four of the marks and two of the legend.
      expect(opacities).toHaveLength(6)
      expect(new Set(opacities).size).toBe(1)
      expect(Number(opacities[0])).toBeLessThan(0.5)
    },
  )

  test('of colours for numbers has its labels in even steps', async () => {
    const svg = await svgOf('Correlation matrix', { '': ['p', 'q'], p: [1, -0.4], q: [-0.4, 1] })
    const labels = [...svg.matchAll(/translate\(16,([^)]+)\)" opacity="1"><g data-text="[−\d]/g)]
    const places = labels.map(([, place]) => Number(place))
    expect(places).toHaveLength(5)
    const steps = places.slice(1).map((place, index) => place - (places[index] ?? 0))
    for (const step of steps) expect(step).toBeCloseTo(steps[0] ?? 0, 3)
  })
})

test('samples over a box have the colour of the text, so that its lines show', async () => {
  const svg = await svgOf('Box plot of size by dose', { dose: ['x', 'x', 'x'], size: [1, 2, 4] })
  const dots = [...svg.matchAll(/<path transform="translate[^>]* fill="(#\w+)"( stroke="#)?/g)]
  expect(dots.map(([, fill, halo]) => [fill, halo])).toEqual([1, 2, 3].map(() => [text, undefined]))
})

test('points of every series are equally heavy, whatever their shape', async () => {
  const series = ['a', 'b', 'c', 'd', 'e', 'f']
  const svg = await svgOf('Dot plot of n by kind and series', {
    kind: series.map(() => 'k'),
    series,
    n: [1, 2, 3, 4, 5, 6],
  })
  const outlines = [
    ...svg.matchAll(/<path transform="translate[^>]* d="(M[^"A]+)Z"[^>]*stroke="#ffffff"/g),
  ]
  const areas = outlines.map(([, outline = '']) => areaOf(outline))
  const circle = (110 / 4) * Math.PI
  // Five in the plot, and larger ones in the legend.
  expect(areas).toHaveLength(10)
  for (const area of areas) expect(area / circle).toBeGreaterThan(0.8)
  for (const area of areas) expect(area / circle).toBeLessThan(1.1)
})

/** Of a polygon that is written with absolute coordinates. */
function areaOf(outline: string): number {
  const corners = outline
    .slice(1)
    .split('L')
    .map((corner) => corner.split(',').map(Number))
  const sum = corners.reduce((total, [x = 0, y = 0], index) => {
    const [nextX = 0, nextY = 0] = corners[(index + 1) % corners.length] ?? []
    return total + x * nextY - nextX * y
  }, 0)
  return Math.abs(sum) / 2
}

test('a plate leaves wide hatching beside it or none', () => {
  const plateIn = (width: number, height: number, horizontal: boolean) => {
    const datum = { row: 0, textWidth: 40 }
    const plate: SceneItem = { datum }
    const bars = { name: 'rows_marks', marktype: 'rect', items: [{ datum, width, height }] }
    const plates = { name: 'plates_marks', marktype: 'symbol', items: [plate] }
    fitPlates({ items: [bars, plates] }, horizontal)
    return plate.shape
  }
  expect(plateIn(52, 80, false)).toBe('M-25.5,-8H25.5V8H-25.5Z')
  expect(plateIn(90, 80, false)).toBe('M-23,-8H23V8H-23Z')
  expect(plateIn(80, 22, true)).toBe('M-23,-10.5H23V10.5H-23Z')
})
