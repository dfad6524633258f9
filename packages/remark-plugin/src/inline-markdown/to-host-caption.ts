import { fromMarkdown } from 'mdast-util-from-markdown'
import { escapeMarkdownText, percentEncode, toReferences } from '../escape.js'
import { type CaptionPiece, captionPieces, mapPieces, toCaptionLine } from './caption-pieces.js'

/** What reads the Markdown a caption is written into. */
export interface CaptionHost {
  mdx: boolean
  /** Vue, Liquid or Nunjucks may look for `{{`, `{%`, `{#`, even in text Markdown has escaped. */
  templates?: boolean | undefined
}

/**
 * The author's caption as a paragraph of its own in a document: one line, markup as written, and
 * nothing in it that starts a block, an MDX expression, JSX or a template expression.
 */
export function toHostCaption(caption: string, { mdx, templates = false }: CaptionHost): string {
  const line = toCaptionLine(caption)
  if (line === '') return ''
  const pieces = captionPieces(line, { mdx })
  const replace = mdx ? forMdx : templates ? forTemplates : (piece: CaptionPiece) => piece.value
  return keepParagraph(
    mapPieces(line, pieces, (piece, index) => replace(piece, pieces[index + 1])),
    mdx,
  )
}

function forMdx({ kind, value }: CaptionPiece, next: CaptionPiece | undefined): string {
  if (kind === 'text' || kind === 'escape') {
    // Not `\\{`: GFM counts a backslash behind a bare address to the address.
    const text = value.replace(/\\?\{/g, '&#123;').replace(/\\?</g, '&lt;')
    // Before what is going to be a link, `!` would make an image.
    const bang = kind === 'text' && next?.kind === 'autolink'
    return bang ? text.replace(/!$/, '\\!') : text
  }
  if (kind !== 'autolink') return value
  // MDX has no autolinks: `<` starts JSX there.
  const address = value.slice(1, -1)
  const target = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `mailto:${address}`
  return `[${escapeMarkdownText(address)}](${toDestination(target)})`
}

function forTemplates(piece: CaptionPiece, next: CaptionPiece | undefined): string {
  const { kind, value, inImage } = piece
  const opener = /\{(?=[{%#])/g
  switch (kind) {
    case 'text':
    case 'escape':
    case 'reference': {
      // Vue runs what Markdown renders, Liquid what stands in the source: a comment stops both.
      if (inImage) return value.replace(/\\?\{/g, '&#123;')
      const touches = next?.start === piece.end && opensTemplate(next) && rendersBrace(piece)
      // A literal `<!` would end with the comment.
      const text = kind === 'text' ? value.replace(/<(?=!)/g, '&lt;') : value
      return text.replace(opener, '{<!-- -->') + (touches ? '<!-- -->' : '')
    }
    case 'code':
      if (value.search(opener) < 0) return value
      // References and comments are plain characters between backticks.
      return inImage
        ? escapeMarkdownText(codeText(value))
        : `<code>${escapeMarkdownText(codeText(value)).replace(/&#123;(?=&#123;|[%#])/g, '{<!-- -->')}</code>`
    case 'destination':
    case 'autolink':
      return value.replace(opener, '%7B')
    default:
      return toReferences(value, opener)
  }
}

const braceReference = /^&(?:#0*123|#x0*7b|lcub|lbrace);$/i

function rendersBrace({ kind, value }: CaptionPiece): boolean {
  return kind === 'reference' ? braceReference.test(value) : value.endsWith('{')
}

function opensTemplate({ kind, value }: CaptionPiece): boolean {
  if (kind === 'reference') return braceReference.test(value)
  return /^[{%#]/.test(kind === 'escape' ? value.slice(1) : value)
}

/** What a code span shows. */
function codeText(value: string): string {
  const fence = /^`+/.exec(value)?.[0].length ?? 0
  const text = value.slice(fence, -fence)
  return /^ .*[^ ].* $/.test(text) ? text.slice(1, -1) : text
}

/** A link destination in parentheses, written bare. */
function toDestination(address: string): string {
  return address.replace(/[\s()<>{}\\[\]`]/g, percentEncode).replaceAll('&', '&amp;')
}

/** Lines that extensions and hosts read as something other than a paragraph. */
const extensionBlocks = /^(?::{2}|\$\$|\+{3}|!{3}|<<<|\[\[|\[\^[^\]]*\]:|@\[)/
const esm = /^(?:import|export)\b/

/** A line with its start escaped, where it would open a list, a heading, HTML, ESM, ... */
function keepParagraph(line: string, mdx: boolean): string {
  const starts = [
    line,
    ...(/^[!-/:-;=-@[-`{-~]/.test(line) ? [`\\${line}`] : []),
    line.replace(/^(\d{1,9})([.)])/, '$1\\$2'),
  ]
  // A space that Markdown does not see as one keeps the rest of the line as it is.
  return starts.find((start) => isParagraph(start, mdx)) ?? `&#32;${line}`
}

function isParagraph(line: string, mdx: boolean): boolean {
  if (extensionBlocks.test(line) || (mdx && esm.test(line))) return false
  const disable = { null: mdx ? ['htmlFlow', 'htmlText', 'codeIndented'] : [] }
  const { children } = fromMarkdown(line, { extensions: [{ disable }] })
  return children.length === 1 && children[0]?.type === 'paragraph'
}
