import { XmlElement } from '@rgrove/parse-xml'
import { unusable } from './identify-picture.js'

/** A few lines of elements that use each other twice would otherwise be drawn for ever. */
const mostDrawn = 2_000_000
const longestChain = 1000

/**
 * Counts the elements that are drawn when every reference is followed.
 *
 * @throws {FigureError} `artifact-invalid` for references in a circle, or too many.
 */
export function checkExpansion(root: XmlElement): void {
  const byId = new Map<string, XmlElement>()
  for (const element of descendants(root)) {
    const { id } = element.attributes
    if (id !== undefined && !byId.has(id)) byId.set(id, element)
  }
  const counts = new Map<XmlElement, number | 'counting'>()

  function count(element: XmlElement, depth: number): number {
    const known = counts.get(element)
    if (known === 'counting') throw unusable('its elements refer to each other in a circle')
    if (known !== undefined) return known
    if (depth > longestChain) throw unusable('its elements refer to each other too often in a row')
    counts.set(element, 'counting')
    let total = 1
    for (const child of element.children) {
      if (child instanceof XmlElement) total += count(child, depth + 1)
    }
    for (const id of referencesOf(element)) {
      const target = byId.get(id)
      if (target !== undefined) total += count(target, depth + 1)
    }
    if (total > mostDrawn) throw unusable(`it draws more than ${mostDrawn} elements`)
    counts.set(element, total)
    return total
  }

  count(root, 0)
}

function* descendants(element: XmlElement): Generator<XmlElement> {
  yield element
  for (const child of element.children) {
    if (child instanceof XmlElement) yield* descendants(child)
  }
}

function* referencesOf({ attributes }: XmlElement): Generator<string> {
  for (const [name, value] of Object.entries(attributes)) {
    if (/^(?:xlink:)?href$/.test(name) && value.startsWith('#')) yield value.slice(1)
    for (const [, id = ''] of value.matchAll(/url\(\s*["']?#([^\s"'()]+)/gi)) yield id
  }
}
