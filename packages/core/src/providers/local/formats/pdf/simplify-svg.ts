import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { FigureError } from '../../../../errors.js'
import { withResvg } from '../resvg.js'

/** A drawing as resvg reads it. Shapes are paths, styles are attributes, nothing is reused. */
export interface SimpleSvg {
  root: XmlElement
  /** Gradients, patterns and clip paths. */
  definitions: ReadonlyMap<string, XmlElement>
}

export const unreadableImage = 'an image that is neither PNG, JPEG nor SVG'
const hint = 'Ask for `svg` or `png`.'

/** What resvg would leave out without a word. */
const unreadable =
  /<(text|foreignObject|script|animate\w*|set|video|audio|iframe|canvas|html)[\s/>]/

/**
 * Reads an SVG with the program that makes PNGs of it, so that both show the same: what comes
 * out has only groups, paths, images, gradients, patterns and clip paths.
 *
 * @throws {FigureError} `render-failed` for an element that would be left out.
 */
export async function simplifySvg(svg: string): Promise<SimpleSvg> {
  const [, name] = unreadable.exec(svg) ?? []
  if (name !== undefined) throw refuse(`<${name}>`)
  const simple = await withResvg(svg, (resvg) => resvg.toString())
  if (countImages(simple) < countImages(svg)) {
    throw refuse(unreadableImage)
  }
  const { root } = parseXml(simple)
  if (root === null) throw new Error('resvg wrote an empty document')
  const definitions = new Map<string, XmlElement>()
  for (const group of elementsOf(root)) {
    if (group.name !== 'defs') continue
    for (const definition of elementsOf(group)) {
      const { id } = definition.attributes
      if (id !== undefined) definitions.set(id, definition)
    }
  }
  return { root, definitions }
}

function countImages(svg: string): number {
  return svg.split('<image').length
}

export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child instanceof XmlElement)
}

/** The error for what a PDF cannot be made of. */
export function refuse(what: string): FigureError {
  return new FigureError(
    'render-failed',
    `The picture has ${what}, which cannot be put into a PDF`,
    {
      hint,
    },
  )
}
