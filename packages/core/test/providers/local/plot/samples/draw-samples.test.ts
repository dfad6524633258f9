import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Chart, ChartRow } from '../../../../../src/providers/local/plot/chart.js'
import { markRules } from '../../../../../src/providers/local/plot/mark-rules.js'
import type { ChartLayout } from '../../../../../src/providers/local/plot/plot.js'
import { themes } from '../../../../../src/providers/local/theme.js'
import { expectInside } from '../../bounds.js'
import { draw } from '../../draw.js'
import { localFigure } from '../../sample-figures.js'

const marks = ['histogram', 'density', 'box', 'violin'] as const
const layout: ChartLayout = {
  size: { width: 640, height: 400 },
  horizontal: false,
  labelAngle: 0,
  labelLimit: 100,
  legend: { columns: 3, titleOrient: 'left' },
  valueLabels: false,
  labelShare: 0,
}
const context = { layout, theme: themes.light, measure: () => 10 }

/** Charts with groups of at least 3 values that differ, which every mark can draw. */
const groupArbitrary = fc.uniqueArray(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
  minLength: 3,
  maxLength: 30,
  selector: (value) => Math.round(value * 100),
})
const rowsArbitrary = fc
  .array(groupArbitrary, { minLength: 1, maxLength: 5 })
  .map((groups) =>
    groups.flatMap((values, at) => values.map((y): ChartRow => ({ x: `g${at}`, y }))),
  )

function chartOf(mark: Chart['mark'], rows: ChartRow[]): Chart {
  const axes = { x: { title: 'G', kind: 'category' }, y: { title: 'V', kind: 'number' } } as const
  if (markRules[mark].bands !== 'none') return { mark, ...axes, rows }
  const names = [...new Set(rows.map(({ x }) => String(x)))]
  const told = rows.map(({ x, y }) => ({ x: '', y, series: String(x) }))
  return {
    mark,
    ...axes,
    x: { title: '', kind: 'category' },
    series: { title: '', names },
    rows: told,
  }
}

describe('any samples', () => {
  for (const mark of marks) {
    test(`give a ${mark} plot of finite numbers that its axes hold`, () => {
      fc.assert(
        fc.property(rowsArbitrary, (rows) => {
          const { layers, values } = markRules[mark].plot(chartOf(mark, rows), context)
          for (const value of values) {
            for (const part of Object.values(value)) {
              if (typeof part === 'number') expect(part).toSatisfy(Number.isFinite)
            }
          }
          for (const layer of layers) {
            for (const channel of ['x', 'y']) {
              const { field, scale } = (layer.encoding as Channels)[channel] ?? {}
              const [low, high] = scale?.domain ?? []
              for (const value of values) {
                const place = value[field ?? '']
                if (typeof place !== 'number' || low === undefined || high === undefined) continue
                // Ends of an axis are round, samples need not be.
                const rounding = (high - low) * 1e-9
                expect(place).toBeGreaterThanOrEqual(low - rounding)
                expect(place).toBeLessThanOrEqual(high + rounding)
              }
            }
          }
        }),
        { numRuns: 40 },
      )
    })
  }

  test('are all counted by a histogram, stacked or over each other', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const { values } = markRules.histogram.plot(chartOf('histogram', rows), context)
        const bars = values.filter(({ bottom }) => bottom !== undefined)
        const stacked = bars.reduce((sum, { bottom, top }) => sum + Number(top) - Number(bottom), 0)
        // An outline is as high at both sides of a bin.
        const outlined = values.reduce((sum, { top }) => sum + Number(top), 0) / 2
        expect(bars.length > 0 ? stacked : outlined).toBe(rows.length)
      }),
    )
  })

  test('are all in a box plot, in a box with its whiskers or as points', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const { markCount, values } = markRules.box.plot(chartOf('box', rows), context)
        const boxes = values.filter(({ part }) => part === 'box')
        expect(boxes).toHaveLength(markCount)
        for (const { x, high, low } of boxes) {
          const outside = rows.filter(
            (row) => row.x === x && (row.y < Number(low) || row.y > Number(high)),
          )
          const points = values.filter(({ part, x: name }) => part !== 'box' && name === x)
          for (const { y } of outside) expect(points.map(({ value }) => value)).toContain(y)
        }
      }),
    )
  })
})

type Channels = Record<
  string,
  { field?: string; scale?: { domain?: [number, number] } } | undefined
>

/** Numbers without a pattern, and always the same. */
function scatter(count: number, of: (share: number, index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => of((index * 0.618034) % 1, index))
}

const cities = [
  'Ulaanbaatar',
  'Santiago de Chile',
  'Addis Ababa',
  'Saint Petersburg',
  'Antananarivo',
  'Rio de Janeiro',
  'Ho Chi Minh City',
  'Reykjavík',
  'Washington',
  'Thessaloniki',
  'Kuala Lumpur',
  'Buenos Aires',
]

const cases = {
  'three groups': {
    g: scatter(90, (_, i) => i % 3).map((i) => 'abc'[i]),
    v: scatter(90, (share, i) => share * 9 - (i % 3)),
  },
  'twelve long names': {
    g: scatter(240, (_, i) => i % 12).map((i) => cities[i]),
    v: scatter(240, (share, i) => share * 5 + (i % 12)),
  },
  'skewed samples': { v: scatter(500, (share) => 1 / (share + 0.001)) },
  'small integers': { v: scatter(60, (share) => Math.floor(share * share * 6)) },
  'samples far below zero': { v: scatter(40, (share) => -5e6 - share * 1e5) },
  'samples near zero': { v: scatter(40, (share) => share * 1e-7) },
}

describe('pictures', () => {
  for (const mark of marks) {
    for (const [name, data] of Object.entries(cases)) {
      // Twelve colours cannot be told apart; boxes and violins stand beside each other.
      if (name === 'twelve long names' && markRules[mark].bands === 'none') continue
      test(`${mark} of ${name} is whole, inside its edges and described`, async () => {
        const figure = localFigure({ task: 'plot', options: { mark }, data: data as never })
        const { artifact, svg } = await draw({ ...figure, theme: 'dark' })
        expect(svg).not.toMatch(/<text|NaN|Infinity|undefined/)
        await expectInside(artifact)
        for (const group of new Set('g' in data ? data.g : [])) {
          expect(artifact.description).toContain(group)
        }
        expect(artifact.description).toMatch(/\d+ values from /)
      })
    }
  }

  test.each<[string, object]>([
    ['one sample', { v: [4.2] }],
    ['equal samples', { v: [7, 7, 7] }],
    ['a group of one', { g: ['a', 'a', 'b'], v: [3.2, 3.2, 5] }],
  ])('%s makes a histogram and a box', async (_, data) => {
    for (const mark of ['histogram', 'box']) {
      const figure = localFigure({ task: 'plot', options: { mark }, data: data as never })
      const { artifact, svg } = await draw(figure)
      expect(svg).not.toMatch(/NaN|Infinity|undefined/)
      await expectInside(artifact)
    }
  })

  test('boxes lie down, stand in any aspect and fit into a panel', async () => {
    const data = cases['three groups'] as never
    for (const options of [{ orient: 'horizontal' }, { fit: 'panel' }, { scale: 'linear' }]) {
      for (const mark of ['box', 'violin']) {
        const figure = localFigure({ task: 'plot', options: { mark, ...options }, data })
        await expectInside((await draw(figure)).artifact)
      }
    }
    for (const aspect of ['21:9', '3:4']) {
      const { artifact } = await draw(
        localFigure({ task: 'plot', aspect, options: { mark: 'box' }, data }),
      )
      const [width = 1, height = 1] = aspect.split(':').map(Number)
      expect(Math.abs(artifact.width / artifact.height / (width / height) - 1)).toBeLessThan(0.01)
    }
  })

  test('a histogram says its range, its fullest bin and its scale', async () => {
    const data = { wait_min: [1, 2, 3, 11, 12, 13, 14, 120] }
    const { artifact } = await draw(
      localFigure({
        task: 'plot',
        options: { mark: 'histogram', scale: 'log-x', bins: '2' },
        data,
      }),
    )
    expect(artifact.description).toBe(
      'Histogram of wait (min), logarithmic x axis. 8 values from 1 to 120, most (4) from 10 to 100. 3 bins.',
    )
  })
})
