import { ascending } from 'd3-array'
import type { Chart } from '../chart.js'
import { quantileOf } from './statistics.js'

/** The samples of one box, violin, curve or colour of a histogram. */
export interface SampleGroup {
  /** The category; empty where samples have none. */
  x: string
  series?: string
  facet?: string
  /** At least one, ascending. */
  samples: number[]
}

/** Rows by category, series and facet, in the order they are drawn. */
export function groupSamples(chart: Chart): SampleGroup[] {
  const groups = new Map<string, SampleGroup>()
  for (const { x, series, facet, y } of chart.rows) {
    const key = JSON.stringify([x, series, facet])
    const group = groups.get(key) ?? { x: String(x), samples: [] }
    if (series !== undefined) group.series = series
    if (facet !== undefined) group.facet = facet
    group.samples.push(y)
    groups.set(key, group)
  }
  for (const { samples } of groups.values()) samples.sort(ascending)
  const places = [chart.facet?.names ?? [], orderCategories(chart), chart.series?.names ?? []]
  const placeOf = ({ facet = '', x, series = '' }: SampleGroup, level: number) =>
    places[level]?.indexOf([facet, x, series][level] ?? '') ?? 0
  return [...groups.values()].sort(
    (a, b) =>
      placeOf(a, 0) - placeOf(b, 0) ||
      placeOf(a, 1) - placeOf(b, 1) ||
      placeOf(a, 2) - placeOf(b, 2),
  )
}

/** Categories as sorted by their median, else numbers ascending, else as they come. */
export function orderCategories(chart: Chart): string[] {
  const byName = new Map<string, number[]>()
  for (const { x, y } of chart.rows) {
    const samples = byName.get(String(x))
    if (samples === undefined) byName.set(String(x), [y])
    else samples.push(y)
  }
  const names = [...byName.keys()]
  if (chart.sort !== undefined) {
    const sign = chart.sort === 'ascending' ? 1 : -1
    const median = (name: string) => quantileOf((byName.get(name) ?? []).sort(ascending), 0.5)
    const medians = new Map(names.map((name) => [name, median(name)]))
    return names.sort((a, b) => sign * ((medians.get(a) ?? 0) - (medians.get(b) ?? 0)))
  }
  const isNumeric = names.every((name) => name !== '' && Number.isFinite(Number(name)))
  return isNumeric ? names.sort((a, b) => Number(a) - Number(b)) : names
}

/** As in "Adelie, female"; empty where there is one group. */
export function nameGroup({ facet = '', x, series = '' }: SampleGroup): string {
  return [...new Set([facet, x, series])].filter((name) => name !== '').join(', ')
}
