import type { Problem } from '@figmill/core'
import type { AttributeLayer } from './attribute-layers.js'

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

const widthPattern = /^\d+(?:\.\d+)?(?:%|px|pt|em|cm|mm|in)?$/

export function readPlacement(
  attributes: AttributeLayer,
  caption: string | undefined,
): { placement: Placement; problems: Problem[] } {
  const width = attributes.get('width')
  const problems: Problem[] = []
  if (width !== undefined && !widthPattern.test(width.value)) {
    problems.push({
      code: 'attribute-invalid',
      severity: 'error',
      message: `\`width\` is \`${width.value}\`, expected a length such as \`80%\`, \`400px\` or \`6cm\``,
      place: width.place,
    })
  }
  const placement: Placement = {
    id: attributes.get('id')?.value,
    classes: attributes.get('class')?.value.split(/\s+/).filter(Boolean) ?? [],
    alt: attributes.get('alt')?.value,
    width: width?.value,
    caption,
  }
  return { placement, problems }
}
