import type { EncodedPicture } from '../../../artifact.js'
import { type PictureSize, pngScale } from '../picture-size.js'
import type { LocalBody, LocalFormat } from '../request-body.js'

/** A finished SVG as a file of one format. */
export async function encodePicture(
  svg: string,
  format: LocalFormat,
  { height, width }: PictureSize,
  resolution: LocalBody['resolution'],
): Promise<EncodedPicture> {
  switch (format) {
    case 'svg':
      return { bytes: new TextEncoder().encode(svg), mediaType: 'image/svg+xml', width, height }
    case 'png': {
      const { rasterize } = await import('./rasterize.js')
      const png = await rasterize(svg, width, pngScale({ width, height }, resolution))
      return { ...png, mediaType: 'image/png' }
    }
    case 'pdf': {
      const { toPdf } = await import('./to-pdf.js')
      return { bytes: await toPdf(svg), mediaType: 'application/pdf', width, height }
    }
  }
}
