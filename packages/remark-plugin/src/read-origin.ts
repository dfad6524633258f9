import { posix } from 'node:path'
import type { Place, Problem } from '@figmill/core'
import type { AttributeLayer } from './attribute-layers.js'
import type { FigureOrigin } from './document-figure.js'

/**
 * Reads `from="#id"` and `from="other.md#id"`, or such a `poster`; whether there is such a figure is told when all
 * documents have been read.
 */
export function readOrigin(
  attributes: AttributeLayer,
  documentPath: string,
  figurePlace: Place,
  name: 'from' | 'poster' = 'from',
): { from: FigureOrigin | undefined; problems: Problem[] } {
  const attribute = attributes.get(name)
  if (attribute === undefined) return { from: undefined, problems: [] }
  const { place = figurePlace, value } = attribute
  const [, path, id] = /^(.*)#([^#\s]+)$/.exec(value) ?? []
  if (path === undefined || id === undefined) {
    const problem: Problem = {
      code: 'attribute-invalid',
      severity: 'error',
      message: `\`${name}\` is \`${value}\`, expected the id of a figure: \`#id\` or \`document.md#id\``,
      hint: /^[\w-]+$/.test(value) ? `Did you mean \`#${value}\`?` : undefined,
      place,
    }
    return { from: undefined, problems: [problem] }
  }
  const document = path === '' ? documentPath : posix.join(posix.dirname(documentPath), path)
  return { from: { figure: `${document}#${id}`, place }, problems: [] }
}
