import { FigureError } from '../../../errors.js'
import { type Resvg, withResvg } from './resvg.js'

/** Half a gigabyte while it is drawn, and eight times what a square picture in 4K has. */
const maxPixels = 2 ** 27

/**
 * Draws an SVG without text as PNG; the same bytes everywhere.
 *
 * @param scale Pixels per CSS pixel.
 * @throws {FigureError} `artifact-invalid` for a damaged WebP inside; `data-too-large` for more
 *   pixels than can be held.
 */
export async function rasterize(
  svg: string,
  width: number,
  scale: number,
): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  const { encodePng } = await import('./encode-png.js')
  const widthPixels = Math.round(width * scale)
  const render = (resvg: Resvg) => {
    checkSize(widthPixels, Math.round((widthPixels * resvg.height) / resvg.width))
    const image = resvg.render()
    const png = { bytes: encodePng(image), width: image.width, height: image.height }
    image.free()
    return png
  }
  return withResvg(await withoutWebp(svg), render, widthPixels)
}

const embeddedWebp = /(?<=href=")data:image\/webp;base64,([^"]*)/g

/** Resvg would leave it out. */
async function withoutWebp(svg: string): Promise<string> {
  if (!svg.includes('href="data:image/webp')) return svg
  const { webpToPng } = await import('./webp-to-png.js')
  let rest = svg
  for (const [address, base64 = ''] of svg.matchAll(embeddedWebp)) {
    const png = await webpToPng(Buffer.from(base64, 'base64'))
    rest = rest.replace(address, `data:image/png;base64,${Buffer.from(png).toString('base64')}`)
  }
  return rest
}

function checkSize(width: number, height: number): void {
  if (width * height <= maxPixels) return
  throw new FigureError(
    'data-too-large',
    `The picture has ${width} by ${height} pixels, expected at most ${Math.floor(maxPixels / 1e6)} million`,
    { hint: 'Ask for `svg` or `pdf`, for a lower `resolution`, or draw less at once.' },
  )
}
