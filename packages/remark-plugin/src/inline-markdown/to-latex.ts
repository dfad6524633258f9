import type { PhrasingContent } from 'mdast'
import { captionTree } from './caption-tree.js'

/** A caption as LaTeX: HTML tags are dropped, an image becomes its description, `$math$` stays. */
export function toLatex(caption: string): string {
  return latexOf(captionTree(caption, { math: true }))
}

function latexOf(nodes: readonly PhrasingContent[]): string {
  return nodes.map(latexOfNode).join('')
}

function latexOfNode(node: PhrasingContent): string {
  switch (node.type) {
    case 'text':
      return escapeLatex(node.value)
    case 'inlineCode':
      return `\\texttt{${escapeLatex(node.value)}}`
    case 'emphasis':
      return `\\emph{${latexOf(node.children)}}`
    case 'strong':
      return `\\textbf{${latexOf(node.children)}}`
    case 'image':
      return escapeLatex(node.alt ?? '')
    case 'captionMath':
      return isBalanced(node.value) ? node.value : escapeLatex(node.value)
    case 'link':
      return link(node.url, latexOf(node.children))
    default:
      return ''
  }
}

function link(url: string, text: string): string {
  if (url.startsWith('#')) {
    const label = toLabel(url.slice(1))
    return text === '' ? `\\ref{${label}}` : `\\hyperref[${label}]{${text}}`
  }
  const address = escapeAddress(url)
  return text === '' || text === escapeLatex(url)
    ? `\\url{${address}}`
    : `\\href{${address}}{${text}}`
}

const commands: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '`': '\\textasciigrave{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
}

/** Plain text for a LaTeX argument. */
export function escapeLatex(value: string): string {
  return value.replace(/[\\~^`<>|#$%&_{}]/g, (character) => commands[character] ?? `\\${character}`)
}

/** An address for `\url` and `\href`: what TeX reads is percent-encoded, and `%`, `#`, `&` escaped. */
function escapeAddress(url: string): string {
  return encodeURI(url.toWellFormed())
    .replace(/%25(?=[\dA-F]{2})/gi, '%')
    .replace(/[%#&]/g, '\\$&')
}

/**
 * A name for `\label`, `\ref`: other characters than ASCII letters, digits and `-_+=:;.` become
 * `ux` and their code point, as pandoc writes them.
 */
export function toLabel(id: string): string {
  return id.replace(
    /[^A-Za-z0-9_+=:;.-]/gu,
    (character) => `ux${character.codePointAt(0)?.toString(16)}`,
  )
}

/** Whether a brace in math could end the argument the caption is. */
function isBalanced(math: string): boolean {
  let depth = 0
  for (const [brace] of math.replace(/\\./g, '').matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1
    if (depth < 0) return false
  }
  return depth === 0
}
