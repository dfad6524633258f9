import { fontSizes } from '../../theme.js'
import { findItems, type SceneItem } from '../../vega/draw-vega.js'
import type { Encoding, Layer, PlotContext } from '../plot.js'

/** Pixels beside the end of a line: where what leads to its name begins and ends, and the name. */
const leads = { from: 5, to: 12 }
const distance = 17
/** A name that is moved by less than this has nothing that leads to it: it would read as a minus. */
const near = 4
const lineHeight = 1.25

/**
 * Layers that write a text beside the ends of lines. Texts that meet are pushed apart by
 * {@link spreadEndNames}, with a line from each to its end.
 *
 * @param text Field that holds the text of a row.
 */
export function endNameLayers(
  side: 'left' | 'right',
  filter: string,
  encoding: Encoding,
  text: string,
  { layout, theme }: PlotContext,
): Layer[] {
  const transform = [{ filter }]
  const dx = side === 'right' ? distance : -distance
  return [
    {
      name: `${side}_leaders`,
      transform,
      mark: { type: 'rule', color: theme.axis, strokeWidth: 1, strokeCap: 'butt' },
      encoding: { ...encoding, detail: { field: 'series' } },
    },
    {
      name: `${side}_names`,
      transform,
      mark: {
        type: 'text',
        align: side === 'right' ? 'left' : 'right',
        baseline: 'middle',
        dx,
        fontSize: fontSizes.valueLabel,
        limit: Math.round(layout.size.width * 0.3),
      },
      encoding: { ...encoding, text: { field: text, type: 'nominal' } },
    },
  ]
}

/** Moves the texts of {@link endNameLayers} to where none covers another, or as far as that goes. */
export function spreadEndNames(scene: SceneItem): void {
  for (const side of ['left', 'right'] as const) {
    const names = findItems(scene, `${side}_names_marks`)
    const leaders = findItems(scene, `${side}_leaders_marks`)
    const { height } = (names[0]?.mark as { group?: { height?: number } } | undefined)?.group ?? {}
    const order = [...names.keys()].sort((a, b) => (names[a]?.y ?? 0) - (names[b]?.y ?? 0))
    const wanted = order.map((index) => names[index]?.y ?? 0)
    const places = spread(wanted, fontSizes.valueLabel * lineHeight, height ?? 0)
    for (const [rank, index] of order.entries()) {
      const name = names[index]
      const leader = leaders[index]
      const place = places[rank]
      if (name === undefined || leader === undefined || place === undefined) continue
      const x = name.x ?? 0
      const way = side === 'right' ? 1 : -1
      const isMoved = Math.abs(place - (name.y ?? 0)) >= near
      const line = { x: x + way * leads.from, x2: x + way * leads.to, y2: place }
      Object.assign(leader, isMoved ? line : { opacity: 0 })
      name.y = place
    }
  }
}

/**
 * The places nearest to the wanted ones, at least `step` apart, between 0 and `height`; where
 * there is no room, evenly apart.
 *
 * @param wanted In ascending order.
 */
export function spread(wanted: readonly number[], step: number, height: number): number[] {
  const apart = Math.min(step, height / Math.max(1, wanted.length - 1))
  const blocks: { sum: number; count: number; start: number }[] = []
  for (const place of wanted) {
    let block = { sum: place, count: 1, start: 0 }
    for (;;) {
      const free = block.sum / block.count - ((block.count - 1) * apart) / 2
      block.start = Math.max(0, Math.min(free, height - (block.count - 1) * apart))
      const before = blocks.at(-1)
      if (before === undefined || before.start + before.count * apart <= block.start + 1e-6) break
      blocks.pop()
      block = { sum: before.sum + block.sum, count: before.count + block.count, start: 0 }
    }
    blocks.push(block)
  }
  return blocks.flatMap(({ count, start }) =>
    Array.from({ length: count }, (_, index) => start + index * apart),
  )
}
