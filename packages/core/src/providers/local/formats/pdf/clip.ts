import type { XmlElement } from '@rgrove/parse-xml'
import { multiply, parseMatrix } from './geometry.js'
import { parseOutline, toOperators, transformOutline } from './outline.js'
import { idOf } from './paint.js'
import { elementsOf, refuse } from './simplify-svg.js'

/**
 * Operators that keep what follows inside a clip path.
 *
 * @param reference `url(#id)`; without it nothing is clipped.
 */
export function clipTo(
  reference: string | undefined,
  definitions: ReadonlyMap<string, XmlElement>,
): string {
  const clip = reference === undefined ? undefined : definitions.get(idOf(reference))
  if (clip === undefined) return ''
  const { clipPathUnits, transform } = clip.attributes
  if (clipPathUnits === 'objectBoundingBox') throw refuse('a clip path sized by what it clips')
  const paths = elementsOf(clip)
  if (paths.length > 1 || paths.some(({ name }) => name !== 'path')) {
    throw refuse('a clip path of several shapes')
  }
  const outer = clipTo(clip.attributes['clip-path'], definitions)
  const [path] = paths
  // Nothing of what is clipped by nothing is seen.
  if (path === undefined) return `${outer}0 0 0 0 re W n\n`
  const segments = parseOutline(path.attributes.d ?? '')
  const moved = transformOutline(
    multiply(parseMatrix(transform), parseMatrix(path.attributes.transform)),
    segments,
  )
  const rule = path.attributes['clip-rule'] === 'evenodd' ? '*' : ''
  return `${outer}${toOperators(moved)}\nW${rule} n\n`
}
