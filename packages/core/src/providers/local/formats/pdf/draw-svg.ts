import type { XmlElement } from '@rgrove/parse-xml'
import type { Canvas } from './canvas.js'
import { drawChildren } from './draw-tree.js'
import { markTexts } from './drawn-text.js'
import { type EmbeddedImage, embedRaster } from './embed-image.js'
import { fitInto, identity, type Matrix, multiply, transformBox } from './geometry.js'
import { formatNumbers } from './operators.js'
import type { PdfFile } from './pdf-file.js'
import { embedTexts } from './show-text.js'
import { elementsOf, simplifySvg } from './simplify-svg.js'

interface DrawnSvg {
  /** In the coordinates `toStream` makes. */
  content: string
  /** CSS pixels. */
  width: number
  height: number
}

/**
 * Draws an SVG into a PDF, with its fonts and images.
 *
 * @param toStream From CSS pixels, y downwards, to the coordinates of the content it will stand in.
 * @throws {FigureError} `render-failed` for what a PDF cannot show.
 */
export async function drawSvg(
  svg: string,
  file: PdfFile,
  toStream: (height: number) => Matrix,
): Promise<DrawnSvg> {
  const marked = markTexts(svg)
  const { definitions, root } = await simplifySvg(marked.svg)
  const { attributes } = root
  const [width, height] = [Number(attributes.width), Number(attributes.height)]
  const [x = 0, y = 0, boxWidth = width, boxHeight = height] = (attributes.viewBox ?? '')
    .split(' ')
    .filter((text) => text !== '')
    .map(Number)
  const fit = fitInto({ x: 0, y: 0, width, height }, { width: boxWidth, height: boxHeight })
  const stream = toStream(height)
  const matrix = multiply(multiply(stream, fit), [1, 0, 0, 1, -x, -y])
  const canvas: Canvas = {
    file,
    definitions,
    images: await embedImages(root, file),
    showText: embedTexts(file, marked.texts),
    drawChildren: (element, place) => drawChildren(element, place, canvas),
  }
  const bounds = transformBox(stream, { x: 0, y: 0, width, height })
  const drawn = drawChildren(root, { matrix, bounds, alpha: 1 }, canvas)
  return { content: `q\n${formatNumbers(matrix)} cm\n${drawn}\nQ`, width, height }
}

async function embedImages(root: XmlElement, file: PdfFile) {
  const images = new Map<string, EmbeddedImage>()
  for (const url of imagesIn(root)) {
    if (images.has(url)) continue
    const [type, data = ''] = url.split(',')
    const bytes = Buffer.from(data, 'base64')
    const image = type?.startsWith('data:image/svg+xml')
      ? await embedDrawing(bytes.toString(), file)
      : await embedRaster(file, bytes)
    images.set(url, image)
  }
  return images
}

function imagesIn(element: XmlElement): string[] {
  const href = element.name === 'image' ? element.attributes['xlink:href'] : undefined
  return [...(href === undefined ? [] : [href]), ...elementsOf(element).flatMap(imagesIn)]
}

/** An SVG in an SVG, whose styles must not reach outside it. */
async function embedDrawing(svg: string, file: PdfFile): Promise<EmbeddedImage> {
  const { content, height, width } = await drawSvg(svg, file, () => identity)
  const form = file.addStream(
    `/Type /XObject /Subtype /Form /BBox [0 0 ${formatNumbers([width, height])}] /Resources ${file.resources}`,
    content,
  )
  return { name: file.nameResource('XObject', form), width, height, isRaster: false }
}
