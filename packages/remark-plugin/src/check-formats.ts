import type { FieldProblem, Flavour } from '@figmill/core'

/** What a picture becomes part of: a document in some language, or a larger picture. */
export type PictureUse = Flavour | 'panel'

const showsPdf: readonly PictureUse[] = ['latex', 'pandoc', 'quarto']

/**
 * Checks that the picture can be shown where it is used: neither web pages nor larger pictures can
 * hold a PDF.
 *
 * @param formats Those asked for; absent when the provider chooses.
 */
export function checkFormats(
  formats: readonly string[] | undefined,
  use: PictureUse,
): FieldProblem[] {
  if (formats?.join() !== 'pdf' || showsPdf.includes(use)) return []
  const problem = { field: 'format', code: 'attribute-invalid' } as const
  return use === 'panel'
    ? [
        {
          ...problem,
          message: '`format` is `pdf`, which cannot be put into a larger picture',
          hint: 'Leave it out here, and ask for `pdf` on the group.',
        },
      ]
    : [
        {
          ...problem,
          message: `\`format\` is \`pdf\`, which the flavour \`${use}\` cannot show as a picture`,
          hint: 'Write `format=svg,pdf`: the document shows the SVG, and the PDF lies beside it.',
        },
      ]
}
