import type { Artifact } from '../../../artifact.js'
import { FigureError } from '../../../errors.js'
import { escapeXml, formatNumber } from '../formats/xml.js'

interface Place {
  x: number
  y: number
  width: number
  height: number
}

/** What in a foreign SVG would reach into its neighbours when put beside them. */
const leaking = /<(?:style|script|foreignObject|link)\b|<!ENTITY|\son\w+\s*=/i

/**
 * A picture as part of a larger SVG: a vector stays a vector, with ids of its own; pixels, and
 * vectors with style sheets or scripts, are embedded as an image.
 *
 * @throws {FigureError} `artifact-invalid` for a format SVG cannot hold.
 */
export function embedPanel(panel: Artifact, index: number, place: Place): string {
  const box = `x="${formatNumber(place.x)}" y="${formatNumber(place.y)}" width="${formatNumber(place.width)}" height="${formatNumber(place.height)}"`
  if (panel.mediaType === 'application/pdf') {
    throw new FigureError(
      'artifact-invalid',
      `Panel ${index + 1} is a PDF, expected SVG, PNG, JPEG or WebP`,
      {
        hint: 'Ask for another `format`.',
      },
    )
  }
  if (panel.mediaType === 'image/svg+xml') {
    const nested = nest(new TextDecoder().decode(panel.bytes), panel, index, box)
    if (nested !== undefined) return nested
  }
  const data = Buffer.from(panel.bytes).toString('base64')
  return `<image ${box} preserveAspectRatio="xMidYMid meet" xlink:href="data:${panel.mediaType};base64,${data}"/>`
}

function nest(svg: string, panel: Artifact, index: number, box: string): string | undefined {
  // Labels may say anything: what stands in quotes or between tags is no markup.
  const markup = svg.replace(/"[^"]*"/g, '""').replace(/>[^<]*</g, '><')
  if (leaking.test(markup)) return undefined
  const open = /<svg\b([^>]*)>/.exec(svg)
  const end = svg.lastIndexOf('</svg>')
  if (open === null || end < 0) {
    throw new FigureError('artifact-invalid', `Panel ${index + 1} is not an SVG`)
  }
  const viewBox =
    /\sviewBox\s*=\s*["']([^"']*)["']/.exec(open[1] ?? '')?.[1] ??
    `0 0 ${panel.width} ${panel.height}`
  const content = svg
    .slice(open.index + open[0].length, end)
    // The whole picture has one title and description; those of its parts are in it.
    .replace(/^\s*<title>[^<]*<\/title>\s*(?:<desc>[^<]*<\/desc>)?/, '')
  return `<svg ${box} viewBox="${escapeXml(viewBox)}">${renameIds(content, `p${index + 1}-`)}</svg>`
}

function renameIds(svg: string, prefix: string): string {
  return svg
    .replace(/(\sid=")([^"]+)(")/g, `$1${prefix}$2$3`)
    .replace(/((?:xlink:)?href="#)([^"]+)(")/g, `$1${prefix}$2$3`)
    .replace(/(url\(["']?#)([^)"']+)/g, `$1${prefix}$2`)
}
