import { expect, test } from 'vitest'
import type { JsonValue } from '../../../../../src/json.js'
import { toVegaLite } from '../../../../../src/providers/local/plot/chart-spec.js'
import { layOutChart } from '../../../../../src/providers/local/plot/lay-out-chart.js'
import { markRules } from '../../../../../src/providers/local/plot/mark-rules.js'
import { createTypesetter } from '../../../../../src/providers/local/text/typesetter.js'
import { themes } from '../../../../../src/providers/local/theme.js'
import { drawVegaLite, type SceneItem } from '../../../../../src/providers/local/vega/draw-vega.js'
import { chartOf } from '../matrix/chart-of.js'

interface Label {
  text: string
  left: number
  right: number
}

/** The labels below the small plots of the lowest row, from left to right. */
async function labelsBelow(data: JsonValue, prompt: string): Promise<Label[]> {
  const typesetter = await createTypesetter()
  const measure = (text: string, size: number) => typesetter.measure(text, { size })
  const chart = chartOf(data, prompt)
  const context = { layout: layOutChart(chart, {}, typesetter), theme: themes.light, measure }
  const plot = markRules[chart.mark].plot(chart, context)
  const labels: Label[] = []
  const visit = (node: SceneItem, x: number, along: string) => {
    if (node.role === 'axis-label' && along === 'bottom') {
      for (const item of node.items ?? []) {
        const { x1 = 0, x2 = 0 } = item.bounds ?? {}
        const isShown = item.opacity !== 0 && item.text !== ''
        if (isShown) labels.push({ text: String(item.text), left: x + x1, right: x + x2 })
      }
    }
    for (const item of node.items ?? []) {
      const orient = (item as { orient?: string }).orient ?? along
      visit(item, item.marktype === undefined ? x + (item.x ?? 0) : x, orient)
    }
  }
  await drawVegaLite(toVegaLite(chart, plot, context), typesetter, (scene) => visit(scene, 0, ''))
  return labels.sort((a, b) => a.left - b.left)
}

const sites = ['north', 'east', 'south']
const years = Array.from({ length: 17 }, (_, at) => 2001 + at)
const bySite = (xs: (string | number)[]) => ({
  site: sites.flatMap((site) => xs.map(() => site)),
  x: sites.flatMap(() => xs),
  output: sites.flatMap((_, at) => xs.map((_x, index) => ((at + 3) * index * 7) % 31)),
})

test.each([
  ['bars of output by x, one panel per site', years],
  ['line of output over x, one panel per site', years],
  ['line of output over x, one panel per site', years.map((year) => `${year}-01-01`)],
  ['line of output over x, one panel per site', years.map((year) => year * 1000)],
])('labels of plots beside each other do not touch: %s', async (prompt, xs) => {
  const labels = await labelsBelow(bySite(xs), prompt)
  expect(labels.length).toBeGreaterThan(3)
  for (const [index, { left }] of labels.slice(1).entries()) {
    expect(left - (labels[index]?.right ?? 0)).toBeGreaterThanOrEqual(6)
  }
})

test('years below small plots are round', async () => {
  const labels = await labelsBelow(bySite(years), 'bars of output by x, one panel per site')
  expect([...new Set(labels.map(({ text }) => text))]).toEqual(['2005', '2010', '2015'])
})

test('a label stands at its place, at the edges of a small plot too', async () => {
  const prompt = 'line of output over x, one panel per site'
  const labels = await labelsBelow(bySite([10, 20, 30]), prompt)
  const inFirst = labels.slice(0, labels.length / 3)
  const [first, second] = inFirst.map(({ left, right }) => (left + right) / 2)
  const apart = (second ?? 0) - (first ?? 0)
  expect(inFirst.map(({ text }) => text)).toEqual(['10', '15', '20', '25', '30'])
  for (const [index, { left, right }] of inFirst.entries()) {
    expect((left + right) / 2).toBeCloseTo((first ?? 0) + index * apart, 0)
  }
})
