import { wrapText } from '../../text/label-text.js'
import { fontSizes } from '../../theme.js'
import type { Chart } from '../chart.js'
import type { ChartLayout, Encoding, Layer, MeasureText } from '../plot.js'
import { axisLengths } from './axis-room.js'

/** Titles are set bold, and wider for it. */
const boldness = 1.08
const maxLines = 3
/** Pixels that a legend or a title takes above a plot. */
const topSpace = 30

/**
 * Layers whose axis titles are no longer than their axis: Vega would give the plot less and less
 * room to fit a title that is longer.
 */
export function wrapAxisTitles(
  layers: readonly Layer[],
  chart: Chart,
  layout: ChartLayout,
  measure: MeasureText,
): Layer[] {
  const { x, y } = axisLengths(layout)
  const lengths = { x, y: y + (isBareAbove(chart, layout) ? topSpace : 0) }
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
          ? {
              axis: {
                ...drawn,
                title: wrap(drawn.title, lengths[axis]),
                ...(axis === 'y' ? turnOf(drawn.title) : {}),
              },
            }
          : {}),
      }
    }
    return { ...layer, encoding }
  })
}

/** Whether nothing stands above a plot, and no turned names below it. */
function isBareAbove({ series, shade, size, title }: Chart, { labelAngle }: ChartLayout): boolean {
  const above = [series, shade, size, title]
  return labelAngle === 0 && above.every((part) => part === undefined)
}

/** A letter beside an axis stands upright. */
export function turnOf(title: unknown): Encoding {
  const isLetter = typeof title === 'string' && [...title].length === 1
  return isLetter ? { titleAngle: 0, titleAlign: 'right', titleBaseline: 'middle' } : {}
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
