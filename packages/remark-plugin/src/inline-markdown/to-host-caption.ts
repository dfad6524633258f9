import { fromMarkdown } from 'mdast-util-from-markdown'
import { escapeMarkdown, percentEncode, toReferences } from '../escape.js'
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
  return line === '' ? '' : keepParagraph(escapeInline(line, mdx, templates), mdx)
}

function escapeInline(line: string, mdx: boolean, templates: boolean): string {
  // Parsing costs more than all the rest, and most captions hold nothing to escape.
  if (mdx ? !/[{<]/.test(line) : !templates || !/[{&]/.test(line)) return line
  const pieces = captionPieces(line, { mdx })
  const replace = mdx ? forMdx : forTemplates
  return mapPieces(line, pieces, (piece, index) => replace(piece, pieces[index + 1], line))
}

function forMdx(piece: CaptionPiece, next: CaptionPiece | undefined, line: string): string {
  const { kind, value } = piece
  switch (kind) {
    case 'text':
    case 'escape': {
      // Not `\{`: GFM counts a backslash behind a bare address to the address.
      const text = keepBrackets(value, next).replace(/\\?\{/g, '&#123;').replace(/\\?</g, '&lt;')
      return kind === 'text' && next?.kind === 'autolink' ? escapeLastBang(text) : text
    }
    case 'code':
      // As it counts a backtick, which leaves the code bare.
      return /[<{]/.test(value) && /(?:www\.|:\/\/|@)\S*$/.test(line.slice(0, piece.start))
        ? `<code>${escapeMarkdown(codeText(value))}</code>`
        : value
    case 'autolink':
      // MDX has no autolinks: `<` starts JSX there.
      return autolinkAsLink(value, escapeMarkdown)
    default:
      return value
  }
}

/** What is no link for its `<` must not become one when the `<` goes. */
function keepBrackets(text: string, next: CaptionPiece | undefined): string {
  if (next?.kind !== 'autolink' && !text.includes('<')) return text
  return text.replace(/\](?=\()/g, '\\]')
}

/** Before an autolink that becomes a link, `!` would make an image. */
function escapeLastBang(text: string): string {
  return text.replace(/!$/, '\\!')
}

const opener = /\{(?=[{%#])/g

function forTemplates(piece: CaptionPiece, next: CaptionPiece | undefined): string {
  const { kind, value, inImage } = piece
  switch (kind) {
    case 'text':
    case 'escape':
    case 'reference': {
      // Vue runs what Markdown renders, Liquid what stands in the source: a comment stops both.
      if (inImage) return value.replace(/\\?\{/g, '&#123;')
      const touches = next?.start === piece.end && opensTemplate(next) && rendersBrace(piece)
      // A literal `<!` would end with the comment.
      const text = kind === 'text' ? keepBrackets(value, next).replaceAll('<!', '&lt;!') : value
      const safe = text.replace(opener, '{<!-- -->') + (touches ? '<!-- -->' : '')
      return kind === 'text' && next?.kind === 'autolink' ? escapeLastBang(safe) : safe
    }
    case 'code':
      if (value.search(opener) < 0) return value
      // References and comments are plain characters between backticks.
      return inImage
        ? escapeMarkdown(codeText(value))
        : `<code>${textWithoutTemplates(codeText(value))}</code>`
    case 'autolink':
      // A reader of addresses may show `%7B` as `{` again.
      return inImage || value.search(opener) < 0
        ? value.replace(opener, '%7B')
        : autolinkAsLink(value, textWithoutTemplates)
    case 'destination':
      return value.replace(opener, '%7B')
    default:
      return toReferences(value, opener)
  }
}

/** Plain text as Markdown in which a template engine finds nothing, before or after rendering. */
function textWithoutTemplates(text: string): string {
  return text
    .split(/(?<=\{)(?=[{%#])/)
    .map(escapeMarkdown)
    .join('<!-- -->')
}

/** `<address>` as `[address](address)`. */
function autolinkAsLink(value: string, escapeText: (text: string) => string): string {
  const address = value.slice(1, -1)
  const target = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `mailto:${address}`
  return `[${escapeText(address)}](${toDestination(target)})`
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
  // No block starts with a letter.
  if (/^\p{L}/u.test(line)) return true
  const disable = { null: mdx ? ['htmlFlow', 'htmlText', 'codeIndented'] : [] }
  const { children } = fromMarkdown(line, { extensions: [{ disable }] })
  return children.length === 1 && children[0]?.type === 'paragraph'
}
