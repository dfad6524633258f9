import { toOneLine } from './one-line.js'

/**
 * Percent-encodes a relative path as it stands in a document. `,/:@+=` stay: hosts that read a path
 * back with `decodeURI` do not decode them. What Markdown, HTML, JSX or a template would read goes.
 */
export function encodePath(path: string): string {
  const encoded = encodeURI(path.toWellFormed()).replace(/[?#'()*!$&;[\]~]/g, percentEncode)
  // `a:b.png` would be an address with the scheme `a`.
  return /^[^/]*:/.test(encoded) ? `./${encoded}` : encoded
}

/** `%XX` for one ASCII character, also for those `encodeURIComponent` keeps. */
export function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

/** Numeric references for the characters `pattern` (global) matches. */
export function toReferences(value: string, pattern: RegExp): string {
  return value.replace(pattern, (character) => `&#${character.codePointAt(0)};`)
}

/**
 * The value of a double-quoted HTML or JSX attribute. `{` goes too, so that Liquid and Nunjucks find
 * nothing to run in it.
 */
export function escapeAttribute(value: string): string {
  const text = toOneLine(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return toReferences(text, /[<>{]/g)
}

/**
 * Plain text on one line inside Markdown, for an image description or a link text: nothing in it is
 * markup for CommonMark, GFM, math, directive and emoji syntaxes, MDX, Liquid or Nunjucks.
 */
export function escapeMarkdown(line: string): string {
  return line
    .replace(/[\\`*_[\]~$|]|^\^|&(?=[#\w])|:(?=\S)/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('{', '&#123;')
}
