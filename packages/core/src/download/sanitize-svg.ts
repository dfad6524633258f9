import { parseXml, XmlElement, XmlText } from '@rgrove/parse-xml'
import { escapeXml } from '../providers/local/formats/xml.js'
import { checkSize, unusable } from './identify-picture.js'
import { isSafeValue, sanitizeDeclarations, sanitizeStylesheet } from './sanitize-css.js'
import { checkExpansion } from './svg-expansion.js'
import { readSvgSize } from './svg-size.js'
import {
  definitions,
  elements,
  plainAttributes,
  properties,
  shapes,
  textHolders,
} from './svg-vocabulary.js'

/** An SVG of known elements and attributes, with nothing that runs, loads or leads elsewhere. */
export interface SafeSvg {
  text: string
  /** CSS pixels. */
  width: number
  height: number
  /** The pictures inside it, still to be checked. */
  images: Uint8Array[]
}

const mostElements = 500_000
const deepest = 256

/**
 * Writes an SVG anew from what is known to be harmless. What runs or loads is dropped without a
 * word; where that would drop something that shows, the picture is refused.
 *
 * @throws {FigureError} `artifact-invalid` for what is no SVG, has no size, shows nothing, shows
 *   something that cannot be kept, or is too large or deep.
 */
export function sanitizeSvg(source: string): SafeSvg {
  const root = parse(source)
  const size = readSvgSize(root.attributes)
  if (size === undefined) throw unusable('it is an SVG without a size')
  checkSize(size.width, size.height)
  const images: Uint8Array[] = []
  let shown = 0

  function clean(element: XmlElement, depth: number, isDefinition: boolean): void {
    if (depth > deepest) throw unusable(`its elements are nested more than ${deepest} deep`)
    if (!isDefinition && isShown(element)) shown += 1
    cleanAttributes(element, images)
    element.children = element.children.filter((child) => {
      if (child instanceof XmlText) return textHolders.has(element.name)
      if (!(child instanceof XmlElement)) return false
      if (!elements.has(child.name)) {
        if (isLoss(child, element)) throw unusable('it has HTML text, which cannot be kept')
        return false
      }
      if (child.name === 'style') cleanStyle(child)
      else clean(child, depth + 1, isDefinition || definitions.has(child.name))
      return true
    })
  }

  clean(root, 0, false)
  if (shown === 0) throw unusable('it is an SVG that shows nothing')
  checkExpansion(root)
  root.attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    'xmlns:xlink': 'http://www.w3.org/1999/xlink',
    ...root.attributes,
  }
  return { text: `${serialize(root)}\n`, ...size, images }
}

function parse(source: string): XmlElement {
  let count = 0
  for (let at = source.indexOf('<'); at >= 0; at = source.indexOf('<', at + 1)) count += 1
  if (count > 2 * mostElements) throw unusable(`it has more than ${mostElements} elements`)
  try {
    const { root } = parseXml(source)
    if (root?.name !== 'svg') throw unusable('it is XML that is no SVG')
    return root
  } catch (error) {
    if (error instanceof RangeError) throw unusable('its elements are nested too deep')
    const [why = ''] = error instanceof Error ? error.message.split('\n') : []
    throw unusable(`it is an SVG that cannot be read: ${why}`, { cause: error })
  }
}

/** HTML in a picture may be repeated as plain text beside it. */
function isLoss(element: XmlElement, parent: XmlElement): boolean {
  if (element.name !== 'foreignObject' || visibleText(element).trim() === '') return false
  const hasOther = parent.children.some(
    (child) => child instanceof XmlElement && elements.has(child.name),
  )
  return !(parent.name === 'switch' && hasOther)
}

function visibleText(element: XmlElement): string {
  if (/(?:^|:)(?:script|style)$/i.test(element.name)) return ''
  return element.children
    .map((child) =>
      child instanceof XmlElement ? visibleText(child) : child instanceof XmlText ? child.text : '',
    )
    .join('')
}

function isShown(element: XmlElement): boolean {
  return shapes.has(element.name) && (element.name !== 'text' || element.text.trim() !== '')
}

function cleanStyle(element: XmlElement): void {
  const css = sanitizeStylesheet(element.text)
  element.attributes = {}
  element.children = [new XmlText(css)]
}

function cleanAttributes(element: XmlElement, images: Uint8Array[]): void {
  const kept: [string, string][] = []
  for (const [name, value] of Object.entries(element.attributes)) {
    if (name === 'href' || name === 'xlink:href') {
      const reference = readReference(element.name, value.trim(), images)
      if (reference !== undefined) kept.push([name, reference])
    } else if (name === 'style') {
      const css = sanitizeDeclarations(value)
      if (css !== '') kept.push([name, css])
    } else if (plainAttributes.has(name) || (properties.has(name) && isSafeValue(value))) {
      kept.push([name, value])
    }
  }
  element.attributes = Object.fromEntries(kept)
}

const embedded = /^data:image\/(?:png|jpe?g|webp);base64,/

function readReference(name: string, value: string, images: Uint8Array[]): string | undefined {
  if (name === 'a') return undefined
  if (/^#[^\s"'()<>]+$/.test(value)) return value
  if (name !== 'image' && name !== 'feImage' && name !== 'use') return undefined
  const [prefix] = (name !== 'use' && embedded.exec(value)) || []
  if (prefix === undefined)
    throw unusable('it shows something that is not in it, or of no known kind')
  const image = Buffer.from(value.slice(prefix.length), 'base64')
  images.push(image)
  // What is checked is what is shown: readers differ in what they make of other characters.
  return prefix + image.toString('base64')
}

function serialize({ attributes, children, name }: XmlElement): string {
  const open = Object.entries(attributes)
    .map(([attribute, value]) => ` ${attribute}="${escapeXml(value)}"`)
    .join('')
  const content = children
    .map((child) =>
      child instanceof XmlElement
        ? serialize(child)
        : child instanceof XmlText
          ? escapeXml(child.text)
          : '',
    )
    .join('')
  return content === '' ? `<${name}${open}/>` : `<${name}${open}>${content}</${name}>`
}
