import type { Chart } from '../chart.js'
import { countDecimals, formatValue } from '../chart-numbers.js'
import { countInBins } from '../statistics/histogram-bins.js'
import { groupSamples, nameGroup, type SampleGroup } from '../statistics/sample-groups.js'
import { summarize } from '../statistics/statistics.js'

const maxTold = 12

/** Number, median, quartiles, range and outliers of every group; of many, only the medians. */
export function describeBoxes(chart: Chart): string[] {
  const groups = groupSamples(chart)
  const log = chart.y.log === true
  if (groups.length <= maxTold)
    return groups.map((group) => `${prefix(group)}${tellBox(group, log)}.`)
  const medians = groups
    .map((group) => ({ name: nameGroup(group), median: summarize(group.samples, log).median }))
    .sort((a, b) => a.median - b.median)
  const ends = [medians[0], medians.at(-1)].map((end) => `${tell(end?.median ?? 0)} (${end?.name})`)
  const series = chart.series === undefined ? '' : ` of ${chart.series.names.join(', ')}`
  return [`${groups.length} groups${series}, with medians from ${ends.join(' to ')}.`]
}

/** Number, range and fullest bin of every group. */
export function describeHistogram(chart: Chart, edges: readonly number[]): string[] {
  const sentences = groupSamples(chart).map((group) => {
    const counts = countInBins(group.samples, edges)
    const most = Math.max(...counts)
    const bin = counts.indexOf(most)
    return `${prefix(group)}${tellRange(group)}, most (${most}) ${tellBin(edges, bin)}.`
  })
  return [...sentences, `${edges.length - 1} bins.`]
}

function tellBox(group: SampleGroup, log: boolean): string {
  const { median, q1, q3, outliers } = summarize(group.samples, log)
  if (group.samples.length === 1) return tellRange(group)
  const beyond =
    outliers.length === 0 ? '' : `, ${outliers.length} outlier${outliers.length === 1 ? '' : 's'}`
  return `${tellRange(group)}, median ${tell(median)}, middle half from ${tell(q1)} to ${tell(q3)}${beyond}`
}

function tellRange({ samples }: SampleGroup): string {
  const low = tell(samples[0] ?? 0)
  const high = tell(samples.at(-1) ?? 0)
  if (samples.length === 1) return `1 value, ${low}`
  const count = `${formatValue(samples.length, 0)} values`
  return low === high ? `${count}, all ${low}` : `${count} from ${low} to ${high}`
}

/** Bins of one integer are told by it. */
function tellBin(edges: readonly number[], bin: number): string {
  const [from = 0, to = from] = edges.slice(bin, bin + 2)
  const isSingle = to - from === 1 && !Number.isInteger(from)
  return isSingle ? `at ${tell(from + 0.5)}` : `from ${tell(from)} to ${tell(to)}`
}

function prefix(group: SampleGroup): string {
  const name = nameGroup(group)
  return name === '' ? '' : `${name}: `
}

function tell(value: number): string {
  const rounded = Number(value.toPrecision(6))
  return formatValue(rounded, countDecimals([rounded]))
}
