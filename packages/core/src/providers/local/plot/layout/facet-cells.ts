import { fontSizes } from '../../theme.js'
import type { SceneItem } from '../../vega/draw-vega.js'
import type { Chart } from '../chart.js'
import type { Encoding, Layer, Plot } from '../plot.js'
import { turnOf } from './axis-titles.js'
import { categoryOrder } from './chart-axes.js'
import { type Grid, gridGap } from './facet-grid.js'

/** Pixels between labels of two plots. */
const labelGap = 8
/** White around the picture, as in the theme. */
const margin = 14

/**
 * Small plots as a concatenation in which all share their scales: axes are labelled on the left
 * and at the bottom only, each has one title for all, and every plot has its name above it.
 *
 * @param layersOf Layers of one plot; the first may hold what stands in one plot only.
 */
export function toCells(
  chart: Chart,
  plot: Plot,
  grid: Grid,
  layersOf: (index: number) => readonly Layer[],
): Layer {
  const names = chart.facet?.names ?? []
  const channels = new Set(plot.layers.flatMap(({ encoding }) => Object.keys(toObject(encoding))))
  const shared = ['color', 'fill', 'stroke', 'shape', 'size', 'strokeDash'].filter((channel) =>
    channels.has(channel),
  )
  return {
    padding: {
      left: margin,
      top: margin,
      right: margin + grid.spare.right,
      bottom: margin + grid.spare.bottom,
    },
    concat: names.map((name, index) => ({
      name: `cell_${index}`,
      ...grid.cell,
      data: { values: plot.values.filter(({ facet }) => facet === name) },
      layer: [
        ...layersOf(index).map((layer) => toCell(layer, chart, grid, index)),
        nameLayer(nameOf(name, chart), grid.cell.width + gridGap.column - labelGap),
      ],
    })),
    columns: grid.columns,
    spacing: gridGap,
    bounds: 'flush',
    resolve: { scale: Object.fromEntries(shared.map((channel) => [channel, 'shared'])) },
  }
}

/** A number says nothing without what it counts; a year does. */
function nameOf(name: string, { facet }: Chart): string {
  const isBare = /^-?[\d.]+$/.test(name) && !/^(?:1[5-9]|20|21)\d\d$/.test(name)
  return isBare && facet?.title ? `${facet.title} ${name}` : name
}

/** As a mark, because a title would stand higher beside an axis than without one. */
function nameLayer(text: string, limit: number): Layer {
  const font = { fontSize: fontSizes.axisLabel, fontWeight: 600 }
  const place = { x: 0, y: -10, align: 'left', baseline: 'alphabetic' }
  return { data: { values: [{}] }, mark: { type: 'text', text, limit, ...place, ...font } }
}

/** Layers of one name in several plots would be taken for one another. */
const suffix = /__\d+(?=_marks$)/

/** Gives the marks of a finished scene the names they have where there is one plot. */
export function restoreNames(scene: SceneItem): void {
  if (scene.name !== undefined) scene.name = scene.name.replace(suffix, '')
  for (const item of scene.items ?? []) restoreNames(item)
}

function toCell(layer: Layer, chart: Chart, grid: Grid, index: number): Layer {
  const encoding = { ...toObject(layer.encoding) }
  const count = chart.facet?.names.length ?? 0
  const isBottom = index + grid.columns >= count
  const isLeft = index % grid.columns === 0
  const across = toSpan(grid.columns, grid.cell.width, gridGap.column)
  const down = toSpan(grid.rows, grid.cell.height, gridGap.row)
  for (const [name, isOuter] of [
    ['x', isBottom],
    ['y', isLeft],
  ] as const) {
    const channel = shareDomain(toObject(encoding[name]), chart)
    if (encoding[name] === undefined) continue
    const { axis, title } = channel
    if (typeof axis !== 'object' || axis === null) {
      encoding[name] = channel
      continue
    }
    // The one title of an axis belongs to the first plot it stands beside.
    const isTitled = name === 'x' ? index === firstBottom(count, grid.columns) : index === 0
    const middle = name === 'x' ? { titleX: across / 2 } : { titleY: down / 2 }
    const text = toObject(axis).title ?? title ?? null
    encoding[name] = {
      ...channel,
      title: isTitled ? text : null,
      axis: {
        ...axis,
        title: isTitled ? text : null,
        ...(isTitled ? { ...middle, ...(name === 'y' ? turnOf(text) : {}) } : {}),
        ...(isOuter ? {} : { labels: false }),
        // What reaches further would nearly touch a label of the plot beside it.
        ...(name === 'x' ? { labelBound: (gridGap.column - labelGap) / 2 } : {}),
      },
    }
  }
  const name = typeof layer.name === 'string' ? { name: `${layer.name}__${index}` } : {}
  return { ...layer, ...name, encoding }
}

/** Categories that a plot lacks keep their places in it. */
function shareDomain(channel: Encoding, chart: Chart): Encoding {
  const scale = toObject(channel.scale)
  if (channel.field !== 'x' || scale.domain !== undefined) return channel
  if (channel.type !== 'nominal' && channel.type !== 'ordinal') return channel
  const { sort: _, ...rest } = channel
  return { ...rest, scale: { ...scale, domain: categoryOrder(chart) } }
}

/** The leftmost plot of the lowest row. */
function firstBottom(count: number, columns: number): number {
  return Math.floor((count - 1) / columns) * columns
}

function toSpan(parts: number, length: number, gap: number): number {
  return parts * length + (parts - 1) * gap
}

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
