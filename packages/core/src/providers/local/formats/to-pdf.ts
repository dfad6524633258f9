import { unescapeXml } from './xml.js'

const pointsPerPixel = 0.75

/**
 * Turns a finished SVG of ours into a PDF: one page as large as the picture, vectors as vectors, text
 * as text in embedded fonts. The same bytes everywhere; depends on nothing but the SVG.
 *
 * @throws {FigureError} `render-failed` for what a PDF cannot show.
 */
export async function toPdf(svg: string): Promise<Uint8Array> {
  const [{ createPdfFile }, { drawSvg }] = await Promise.all([
    import('./pdf/pdf-file.js'),
    import('./pdf/draw-svg.js'),
  ])
  const file = createPdfFile()
  const { content, height, width } = await drawSvg(svg, file, (height) => [
    pointsPerPixel,
    0,
    0,
    -pointsPerPixel,
    0,
    height * pointsPerPixel,
  ])
  const page = { content, width: width * pointsPerPixel, height: height * pointsPerPixel }
  const about = { title: textOf(svg, 'title'), subject: textOf(svg, 'desc') }
  return file.finish(page, about)
}

/** Text of the first element of that name: that of the whole picture. */
function textOf(svg: string, name: 'desc' | 'title'): string {
  const [, text = ''] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(svg) ?? []
  return unescapeXml(text)
}
