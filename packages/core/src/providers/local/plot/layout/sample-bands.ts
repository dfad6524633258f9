import type { Chart } from '../chart.js'
import type { ChartLayout, Encoding } from '../plot.js'
import { orderCategories, type SampleGroup } from '../statistics/sample-groups.js'
import { axisLengths } from './axis-room.js'
import { yOf } from './chart-axes.js'
import { labelledNames } from './sequence-labels.js'

/** Where the groups of a chart stand along its axis of categories, which are at 0, 1, 2, ... */
export interface SampleBands {
  /** Middle of a group. */
  placeOf(group: SampleGroup): number
  /** How many categories there are. */
  count: number
  /** How far a group may reach to both sides of its middle. */
  reach: number
  /** The position channels of a layer, lying or standing; values are names of fields. */
  place(fields: { along: string; along2?: string; across: string; across2?: string }): Encoding
}

/** Gaps around a group, as parts of what it could take. */
const gapBetweenSeries = 0.16

/**
 * Categories at even distances on a linear axis: boxes and violins need places between them, which
 * bands do not have.
 *
 * @param fill Part of the way to the next category that groups take where there are many.
 */
export function layOutBands(chart: Chart, layout: ChartLayout, fill: number): SampleBands {
  const names = orderCategories(chart)
  // A colour for each category takes no place of its own.
  const series = chart.stack === 'grouped' ? (chart.series?.names ?? []) : []
  const lanes = Math.max(1, series.length)
  // Fewer groups stand further apart, so that none becomes a wall.
  const part = lanes > 1 ? 0.84 : fill * ([0.4, 0.62, 0.8][names.length - 1] ?? 1)
  const lane = part / lanes
  const last = names.length - 0.5
  const [along, across] = layout.horizontal ? ['y', 'x'] : ['x', 'y']
  const labelled =
    (layout.horizontal ? undefined : labelledNames(names, axisLengths(layout).x)) ?? names
  const category = {
    type: 'quantitative',
    title: chart.x.title || null,
    scale: { domain: layout.horizontal ? [last, -0.5] : [-0.5, last], zero: false, nice: false },
    axis: {
      values: labelled.map((name) => names.indexOf(String(name))),
      tickCount: names.length,
      labelExpr: `${JSON.stringify(names)}[datum.value]`,
      // One box of everything has no name.
      labels: names.some((name) => name !== ''),
      labelAngle: layout.labelAngle,
      labelLimit: layout.labelLimit,
      labelOverlap: 'greedy',
      grid: false,
      domain: true,
    },
  }
  const value = yOf(chart, layout)
  const valueAxis = { ...(value.axis as Encoding), grid: true, domain: false }
  return {
    placeOf: (group) => {
      const at = series.indexOf(group.series ?? '')
      return names.indexOf(group.x) + (at < 0 ? 0 : (at - (lanes - 1) / 2) * lane)
    },
    count: names.length,
    reach: (lane / 2) * (lanes > 1 ? 1 - gapBetweenSeries : 1),
    place: (fields) => ({
      [String(along)]: { ...category, field: fields.along },
      [String(across)]: { ...value, field: fields.across, axis: valueAxis },
      ...(fields.along2 === undefined ? {} : { [`${along}2`]: { field: fields.along2 } }),
      ...(fields.across2 === undefined ? {} : { [`${across}2`]: { field: fields.across2 } }),
    }),
  }
}
