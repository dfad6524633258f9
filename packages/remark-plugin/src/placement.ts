import { type Problem, toProblem } from '@figmill/core'
import type { AttributeLayer, PlacedAttribute } from './attribute-layers.js'
import { parseDisplayWidth } from './display-width.js'

/** What the author says about the figure in the document; no part of it is in a digest. */
export interface Placement {
  id: string | undefined
  classes: string[]
  /** `undefined` when the author gave none; empty when the picture is decorative. */
  alt: string | undefined
  /** `80%`, `6cm`, `400px`, `400`. */
  width: string | undefined
  /** Inline Markdown, as written. */
  caption: string | undefined
}

export function readPlacement(
  attributes: AttributeLayer,
  caption: string | undefined,
): { placement: Placement; problems: Problem[] } {
  const width = attributes.get('width')
  const problems = width === undefined ? [] : checkWidth(width)
  const placement: Placement = {
    id: attributes.get('id')?.value,
    classes: attributes.get('class')?.value.split(/\s+/).filter(Boolean) ?? [],
    alt: attributes.get('alt')?.value,
    width: width?.value,
    caption,
  }
  return { placement, problems }
}

function checkWidth({ place, value }: PlacedAttribute): Problem[] {
  try {
    parseDisplayWidth(value)
    return []
  } catch (error) {
    return [toProblem(error, place)]
  }
}
