import type { EncodedPicture } from '../../artifact.js'
import type { FontFile } from '../../font-file.js'
import { rasterize } from './formats/rasterize.js'
import { escapeXml, formatNumber } from './formats/xml.js'
import { toLabelText, wrapText } from './text/label-text.js'
import { themes } from './theme.js'

export interface PosterContent {
  /** What the video shows, or nothing. */
  text: string
  /** Of the video, in pixels. */
  width: number
  height: number
  /** Of the project. */
  fonts?: readonly FontFile[]
}

/** Sides of the card that is drawn, in CSS pixels. */
const longest = 720
const shortest = 240
/** Pixels of the longer side: those of 1080p. */
const mostPixels = 1920

const textSize = 17
const lineHeight = 25
const radius = 34

/** What stands for a video until it plays, and where none can: its caption below a mark for playing. */
export async function drawPoster(content: PosterContent): Promise<EncodedPicture> {
  const { createTypesetter } = await import('./text/typesetter.js')
  const { finishPicture } = await import('./render.js')
  const typesetter = await createTypesetter(content.fonts)
  const longer = Math.max(content.width, content.height)
  const side = (pixels: number) => Math.max(shortest, Math.round((pixels * longest) / longer))
  const size = { width: side(content.width), height: side(content.height) }
  const { diagram, series, text } = themes.light
  const measure = (part: string) => typesetter.measure(part, { size: textSize })
  const words = toLabelText(content.text)
  const lines = words === '' ? [] : wrapText(words, size.width - 96, 3, measure)
  const middle = size.width / 2
  const top = (size.height - (2 * radius + lines.length * lineHeight + 22)) / 2
  const [left, centre] = [formatNumber(middle - 10), top + radius]
  const parts = [
    `<rect width="${size.width}" height="${size.height}" fill="${diagram.groupFill}"/>`,
    `<circle cx="${formatNumber(middle)}" cy="${formatNumber(centre)}" r="${radius}" fill="${series[0]}"/>`,
    `<path d="M${left} ${formatNumber(centre - 16)}v32l28-16z" fill="${diagram.groupFill}"/>`,
    ...lines.map((line, index) => {
      const baseline = formatNumber(top + 2 * radius + 40 + index * lineHeight)
      return `<text x="${formatNumber(middle)}" y="${baseline}" text-anchor="middle" font-size="${textSize}" fill="${text}">${escapeXml(line)}</text>`
    }),
  ]
  const drawing = {
    content: parts.join(''),
    size,
    title: 'Video',
    description: words,
    warnings: [],
  }
  const { artifact } = await finishPicture(drawing, typesetter, { format: 'svg' })
  const scale = Math.min(longer, mostPixels) / Math.max(size.width, size.height)
  const svg = new TextDecoder().decode(artifact.bytes)
  return { ...(await rasterize(svg, size.width, scale)), mediaType: 'image/png' }
}
