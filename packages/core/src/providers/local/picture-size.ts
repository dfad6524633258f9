/** A picture on its canvas, in CSS pixels at the size of its text. */
export interface PictureSize {
  width: number
  height: number
  /** Shown this many times as large as it is drawn; once when absent. */
  scale?: number
}

/** Where a picture will stand. */
export type Fit = (typeof fits)[number]

export const fits = ['web', 'panel', 'one-column', 'two-column', 'slide'] as const

/**
 * Canvases. Text has one size on all of them, so it is relatively larger on a smaller one; `scale`
 * brings a canvas to the size of its venue at 96 pixels per inch. In print text is 7.8 points high.
 */
const venues: Record<Fit, { canvas: PictureSize; keeps: 'area' | 'width' | 'box' }> = {
  /** A text column of a page, and half of one. */
  web: { canvas: { width: 640, height: 400 }, keeps: 'area' },
  panel: { canvas: { width: 440, height: 300 }, keeps: 'area' },
  /** 3.35 and 7 inches wide: one and both columns of a printed page. */
  'one-column': { canvas: { width: 400, height: 280, scale: 0.804 }, keeps: 'width' },
  'two-column': { canvas: { width: 836, height: 400, scale: 672 / 836 }, keeps: 'width' },
  /** 13.33 by 7.5 inches. */
  slide: { canvas: { width: 640, height: 360, scale: 2 }, keeps: 'box' },
}
const pngLongSide = { '1K': 1024, '2K': 2048, '4K': 4096 } as const

/**
 * Canvas of a picture of some aspect. What stands between other things keeps its area, so that
 * text has the same weight in all of them; a printed column keeps its width, a slide its edges.
 *
 * @param aspect `width:height`, `a4-portrait`, or `auto`.
 */
export function sizeOfAspect(aspect: string | undefined, fit: Fit = 'web'): PictureSize {
  const { canvas, keeps } = venues[fit]
  const ratio = ratioOfAspect(aspect)
  if (ratio === undefined) return { ...canvas }
  const widths = {
    area: Math.round(Math.sqrt(canvas.width * canvas.height * ratio)),
    width: canvas.width,
    box: Math.min(canvas.width, Math.round(canvas.height * ratio)),
  }
  const width = widths[keeps]
  return { ...canvas, width, height: Math.round(width / ratio) }
}

/** Whether a picture without an aspect may become higher than its canvas. */
export function mayGrow(aspect: string | undefined, fit: Fit = 'web'): boolean {
  return ratioOfAspect(aspect) === undefined && venues[fit].keeps !== 'box'
}

/** Size in CSS pixels at which a picture is shown. */
export function shownSize({ height, scale = 1, width }: PictureSize): PictureSize {
  const round = (length: number) => Math.round(length * scale * 100) / 100
  return { width: round(width), height: round(height) }
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
