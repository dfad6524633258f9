import type { PictureSize } from '../../picture-size.js'
import type { SceneItem } from '../../vega/draw-vega.js'
import type { Anchor, Box } from './place-texts.js'

const gap = 5

/**
 * Places for the label of a line or a band, best first: at its ends and then further in. Labels
 * stand beside lines and in bands, beside bands that are too narrow.
 *
 * @param text Pixels that the label takes.
 * @param band The label's band, where it has one.
 */
export function anchorsAlong(
  item: SceneItem,
  text: PictureSize,
  frame: PictureSize,
  band: Box | undefined,
): Anchor[] {
  const { x = 0, y = 0 } = item
  const { channel } = item.datum as { channel: 'x' | 'y' }
  if (channel === 'y') {
    const off = text.height / 2 + 2
    const { bottom, top } = band ?? { top: y, bottom: y }
    const heights = bottom - top >= text.height ? [y] : [top - off, bottom + off]
    return [1, 0, 0.75, 0.5, 0.25].flatMap((share) =>
      heights.map(
        (height): Anchor => ({ x: share * frame.width, y: height, align: alignAt(share) }),
      ),
    )
  }
  const { left, right } = band ?? { left: x, right: x }
  const beside: [number, Anchor['align']][] = [
    [right + gap, 'left'],
    [left - gap, 'right'],
  ]
  const places = right - left >= text.width + gap ? [[x, 'center'] as const] : beside
  return [1, 0.94, 0.88, 0, 0.06, 0.12, 0.75, 0.5, 0.25].flatMap((share) =>
    places.map(
      ([at, align]): Anchor => ({
        x: at,
        y: text.height / 2 + (1 - share) * (frame.height - text.height),
        align,
      }),
    ),
  )
}

function alignAt(share: number): Anchor['align'] {
  return share === 1 ? 'right' : share === 0 ? 'left' : 'center'
}
