import { FigureError } from '../../../errors.js'
import { type Resvg, withResvg } from './resvg.js'

/**
 * Draws an SVG without text as PNG; the same bytes everywhere.
 *
 * @param scale Pixels per CSS pixel.
 * @throws {FigureError} `render-failed` for a picture with WebP inside, which resvg would leave out.
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
  const render = (resvg: Resvg) => {
    const image = resvg.render()
    const png = { bytes: encodePng(image), width: image.width, height: image.height }
    image.free()
    return png
  }
  return withResvg(svg, render, Math.round(width * scale))
}
