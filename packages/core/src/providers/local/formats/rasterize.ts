import { FigureError } from '../../../errors.js'
import { type Resvg, withResvg } from './resvg.js'

/** Half a gigabyte while it is drawn, and eight times what a square picture in 4K has. */
const maxPixels = 2 ** 27

/**
 * Draws an SVG without text as PNG; the same bytes everywhere.
 *
 * @param scale Pixels per CSS pixel.
 * @throws {FigureError} `render-failed` for a picture with WebP inside, which resvg would leave out;
 *   `data-too-large` for more pixels than can be held.
 */
export async function rasterize(
  svg: string,
  width: number,
  scale: number,
): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  if (svg.includes('href="data:image/webp')) {
    throw new FigureError('render-failed', 'a WebP panel cannot be drawn into PNG', {
      hint: 'Ask for that panel as `png`, or for the group as `svg`.',
    })
  }
  const { encodePng } = await import('./encode-png.js')
  const widthPixels = Math.round(width * scale)
  const render = (resvg: Resvg) => {
    checkSize(widthPixels, Math.round((widthPixels * resvg.height) / resvg.width))
    const image = resvg.render()
    const png = { bytes: encodePng(image), width: image.width, height: image.height }
    image.free()
    return png
  }
  return withResvg(svg, render, widthPixels)
}

function checkSize(width: number, height: number): void {
  if (width * height <= maxPixels) return
  throw new FigureError(
    'data-too-large',
    `The picture has ${width} by ${height} pixels, expected at most ${Math.floor(maxPixels / 1e6)} million`,
    { hint: 'Ask for `svg` or `pdf`, for a lower `resolution`, or draw less at once.' },
  )
}
