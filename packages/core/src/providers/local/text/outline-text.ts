import { unescapeXml } from '../formats/xml.js'
import type { Weight } from './fonts.js'
import type { Typesetter } from './typesetter.js'

const textPattern = /<text([^>]*?)(?:\/>|>([\s\S]*?)<\/text>)/g
const spanPattern = /<tspan([^>]*?)(?:\/>|>([\s\S]*?)<\/tspan>)/g
const attributePattern = /([\w:-]+)="([^"]*)"/g

/**
 * Replaces every `<text>` of an SVG by outlines from the bundled fonts, so that the picture
 * looks the same wherever it is shown. Understands what Vega and our own drawings write:
 * `x`, `y`, `dx`, `dy`, `text-anchor`, `font-size`, `font-weight`, `fill`, `opacity`,
 * `transform`, and `<tspan>`s that each start a line.
 */
export function outlineText(svg: string, typesetter: Typesetter): string {
  return svg.replace(textPattern, (_, attributeText: string, content = '') => {
    const attributes = readAttributes(attributeText)
    // Vega keeps the labels it hides because they would overlap.
    if (attributes.opacity === '0') return ''
    const lines = content.includes('<tspan')
      ? [...content.matchAll(spanPattern)].map((span) => ({
          attributes: readAttributes(span[1] ?? ''),
          text: span[2] ?? '',
        }))
      : [{ attributes: {}, text: content }]
    const size = toPixels(attributes['font-size']) || 12
    const weight = toWeight(attributes['font-weight'])
    let y = toPixels(attributes.y) + toPixels(attributes.dy)
    let drawn = ''
    for (const line of lines) {
      const text = unescapeXml(line.text)
      const width = typesetter.measure(text, { size, weight })
      const anchor = attributes['text-anchor']
      const before = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0
      const x = toPixels(line.attributes.x ?? attributes.x) + toPixels(attributes.dx) - before
      y += toPixels(line.attributes.dy)
      drawn += typesetter.outline(text, { size, weight }, x, y, attributes.fill ?? '#000')
    }
    const kept = ['transform', 'opacity', 'fill-opacity', 'pointer-events', 'clip-path']
      .filter((name) => name !== 'pointer-events' && attributes[name] !== undefined)
      .map((name) => ` ${name}="${attributes[name]}"`)
      .join('')
    return drawn === '' || kept === '' ? drawn : `<g${kept}>${drawn}</g>`
  })
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name, value] of text.matchAll(attributePattern)) {
    if (name !== undefined && value !== undefined) attributes[name] = value
  }
  return attributes
}

function toPixels(value: string | undefined): number {
  return value === undefined ? 0 : Number.parseFloat(value) || 0
}

function toWeight(value: string | undefined): Weight {
  return value === 'bold' || Number(value) >= 600 ? 'semibold' : 'regular'
}
