import type { PhrasingContent } from 'mdast'
import { escapeAttribute, toReferences } from '../escape.js'
import { captionTree } from './caption-tree.js'

/**
 * A caption as one line of HTML, or of JSX when `mdx`. Nothing in it is left for a Markdown engine,
 * MDX, Vue, Liquid or Nunjucks to read. HTML the author wrote in a `.md` caption stays.
 */
export function toHtml(caption: string, mdx: boolean): string {
  return htmlOf(captionTree(caption, { mdx }), mdx)
}

function htmlOf(nodes: readonly PhrasingContent[], mdx: boolean): string {
  return nodes.map((node) => htmlOfNode(node, mdx)).join('')
}

function htmlOfNode(node: PhrasingContent, mdx: boolean): string {
  switch (node.type) {
    case 'text':
      return escapeText(node.value, mdx)
    case 'inlineCode':
      return `<code>${escapeText(node.value, mdx)}</code>`
    case 'emphasis':
      return `<em>${htmlOf(node.children, mdx)}</em>`
    case 'strong':
      return `<strong>${htmlOf(node.children, mdx)}</strong>`
    case 'link':
      return `<a${attributes({ href: encodeAddress(node.url), title: node.title })}>${htmlOf(node.children, mdx)}</a>`
    case 'image':
      return `<img${attributes({ src: encodeAddress(node.url), alt: node.alt ?? '', title: node.title })}${mdx ? ' /' : ''}>`
    case 'html':
      return toReferences(node.value, /\{(?=[{%#])/g)
    default:
      return ''
  }
}

/** Attributes in HTML; a value of `undefined` or `null` leaves the attribute out. */
export function attributes(values: Record<string, string | null | undefined>): string {
  return Object.entries(values)
    .map(([name, value]) => (value == null ? '' : ` ${name}="${escapeAttribute(value)}"`))
    .join('')
}

/** A link's address as the author wrote it, with what a URL cannot hold encoded. */
function encodeAddress(url: string): string {
  return encodeURI(url.toWellFormed()).replace(/%25(?=[\dA-F]{2})/gi, '%')
}

/** Plain text as HTML, or as JSX when `mdx`. */
export function escapeText(value: string, mdx: boolean): string {
  if (!mdx) {
    return toReferences(value.replaceAll('&', '&amp;'), /[<>]/g).replace(
      /\{(?=[{%#])/g,
      '{<!-- -->',
    )
  }
  // MDX reads the text between tags as Markdown again. An expression that is a string it does not.
  return /^(?!.* {2}| *$)[\p{L}\p{N}\p{Zs},.;()/%?+' -]*$/u.test(value)
    ? value
    : `{${JSON.stringify(value).replaceAll('{', '\\u007b').replaceAll('}', '\\u007d')}}`
}
