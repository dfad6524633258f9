import { wrapText } from '../../text/label-text.js'
import { fontSizes } from '../../theme.js'
import type { ChartLayout, Encoding, Layer, MeasureText } from '../plot.js'

/** Titles are set bold, and wider for it. */
const boldness = 1.08
const maxLines = 3
/** Pixels that the other axis and the margins take of the width, and of the height. */
const besides = { x: 100, y: 110 }

/**
 * Layers whose axis titles are no longer than their axis: Vega would give the plot less and less
 * room to fit a title that is longer.
 */
export function wrapAxisTitles(
  layers: readonly Layer[],
  layout: ChartLayout,
  measure: MeasureText,
): Layer[] {
  const { horizontal, labelLimit, size } = layout
  const lengths = {
    x: size.width - (horizontal ? Math.max(besides.x, labelLimit + 40) : besides.x),
    y: size.height - besides.y,
  }
  const wrap = (title: unknown, length: number) =>
    typeof title === 'string' ? wrapTitle(title, Math.max(length, 120), measure) : title
  return layers.map((layer) => {
    const encoding: Encoding = { ...(layer.encoding as Encoding | undefined) }
    for (const axis of ['x', 'y'] as const) {
      const channel = encoding[axis] as Encoding | undefined
      if (channel === undefined) continue
      const drawn = channel.axis as Encoding | null | undefined
      encoding[axis] = {
        ...channel,
        ...('title' in channel ? { title: wrap(channel.title, lengths[axis]) } : {}),
        ...(drawn && 'title' in drawn
          ? { axis: { ...drawn, title: wrap(drawn.title, lengths[axis]) } }
          : {}),
      }
    }
    return { ...layer, encoding }
  })
}

/** A title in one line, or in as many as it takes. */
export function wrapTitle(title: string, length: number, measure: MeasureText): string | string[] {
  const lines = wrapText(
    title,
    length,
    maxLines,
    (text) => measure(text, fontSizes.axisTitle) * boldness,
  )
  return lines.length === 1 ? title : lines
}
