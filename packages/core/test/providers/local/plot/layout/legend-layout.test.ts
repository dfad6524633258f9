import { expect, test } from 'vitest'
import type { Chart } from '../../../../../src/providers/local/plot/chart.js'
import { layOutLegend } from '../../../../../src/providers/local/plot/layout/legend-layout.js'
import { draw } from '../../draw.js'
import { localFigure } from '../../sample-figures.js'
import { chartOf } from '../matrix/chart-of.js'

const measure = (text: string) => text.length * 7

function legendOf(names: string[], width: number) {
  const base = chartOf({ x: [1], y: [1] }, 'line')
  const chart: Chart = { ...base, series: { title: 'Country', names } }
  return layOutLegend(chart, width, measure)
}

const names = ['Brazil', 'China', 'India', 'Japan', 'Nigeria', 'United States']

test('a legend stands in one row where it fits, with its title before or above it', () => {
  expect(legendOf(names, 800)).toEqual({ columns: 6, titleOrient: 'left' })
  expect(legendOf(names, 640)).toEqual({ columns: 6, titleOrient: 'top' })
})

test('rows of a legend are of about the same length', () => {
  expect(legendOf(names, 520)).toEqual({ columns: 3, titleOrient: 'top' })
  expect(legendOf(names, 100)).toEqual({ columns: 1, titleOrient: 'top' })
})

test('colours that an axis names have no legend', async () => {
  const data = { kind: ['aa', 'aa', 'aa', 'bb', 'bb', 'bb'], size: [1, 2, 4, 5, 8, 9] }
  const options = { mark: 'violin', x: 'kind', y: 'size', color: 'kind' } as const
  const { svg } = await draw(localFigure({ task: 'plot', data, options }))
  expect(svg.match(/data-text="aa"/g)).toHaveLength(1)
})
