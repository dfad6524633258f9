/** CSS pixels. */
export interface PictureSize {
  width: number
  height: number
}

/** Where a picture will stand. Text has one size, so on a smaller canvas it is relatively larger. */
export type Fit = 'column' | 'panel' | 'page'

/** 8:5. `column` is about a text column, `panel` half of one, `page` a page or a slide. */
const canvases: Record<Fit, PictureSize> = {
  column: { width: 640, height: 400 },
  panel: { width: 440, height: 300 },
  page: { width: 900, height: 520 },
}
const pngLongSide = { '1K': 1024, '2K': 2048, '4K': 4096 } as const

/**
 * Size of a picture of some aspect: every aspect gets the same area, so that text has the same
 * weight in all of them.
 *
 * @param aspect `width:height`, `a4-portrait`, or `auto`.
 */
export function sizeOfAspect(aspect: string | undefined, fit: Fit = 'column'): PictureSize {
  const canvas = canvases[fit]
  const ratio = ratioOfAspect(aspect)
  if (ratio === undefined) return canvas
  const width = Math.round(Math.sqrt(canvas.width * canvas.height * ratio))
  return { width, height: Math.round(width / ratio) }
}

/** Width divided by height; `undefined` when the author leaves it open. */
export function ratioOfAspect(aspect: string | undefined): number | undefined {
  if (aspect === undefined || aspect === 'auto') return undefined
  const [width, height] = aspect === 'a4-portrait' ? [210, 297] : aspect.split(':').map(Number)
  return width && height ? width / height : undefined
}

/** Pixels per CSS pixel of a PNG: two, or what brings the longer side to 1K, 2K or 4K. */
export function pngScale(size: PictureSize, resolution: keyof typeof pngLongSide | undefined) {
  return resolution === undefined ? 2 : pngLongSide[resolution] / Math.max(size.width, size.height)
}
