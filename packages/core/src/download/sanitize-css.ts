import { functions, properties } from './svg-vocabulary.js'

/** Nothing that a reader could take for the end of the value, an escape or a rule. */
const structural = /[\\{};<>@]|\/\*/
const variable = /^--[\w-]+$/
const longestValue = 10_000
/** A string that reaches over the end of a line ends there for some readers. */
const quoted = /"[^"\r\n\f]*"|'[^'\r\n\f]*'/g
const ownReference = /\burl\(\s*(["']?)#[^\s"'()]+\1\s*\)/gi

/** Whether a value of a property shows nothing from elsewhere and calls only what is known. */
export function isSafeValue(value: string): boolean {
  if (value.length > longestValue || structural.test(value)) return false
  const open = value.replace(ownReference, ' ').replace(quoted, ' ').replace(/\s+/g, ' ')
  const called = open.matchAll(/(?<![\w-])([\w-]*) ?\(/g)
  if (![...called].every(([, name = '']) => name === '' || functions.has(name.toLowerCase()))) {
    return false
  }
  return isBalanced(open)
}

/** The declarations of a `style` attribute or a rule that are known and safe; others are dropped. */
export function sanitizeDeclarations(css: string): string {
  const kept: string[] = []
  for (const declaration of withoutComments(css).split(';')) {
    const colon = declaration.indexOf(':')
    const written = declaration.slice(0, Math.max(0, colon)).trim()
    const name = variable.test(written) ? written : written.toLowerCase()
    const value = declaration.slice(colon + 1).trim()
    const isKnown = variable.test(name) || properties.has(name)
    if (isKnown && value !== '' && isSafeValue(value)) kept.push(`${name}:${value}`)
  }
  return kept.join(';')
}

/**
 * The plain rules of a style sheet, each sanitised. Rules that begin with `@` are dropped with all
 * that stands in them: they load, animate or depend on where the picture is shown.
 */
export function sanitizeStylesheet(css: string): string {
  const text = withoutComments(css)
  const rules: string[] = []
  let start = 0
  let open = 0
  let depth = 0
  for (const { 0: mark, index } of text.matchAll(/[{};]/g)) {
    if (mark === '{') {
      if (depth === 0) open = index
      depth += 1
    } else if (depth === 0) {
      // A statement such as `@import`, or a stray brace.
      start = index + 1
    } else if (mark === '}') {
      depth -= 1
      if (depth > 0) continue
      const selector = text.slice(start, open).trim()
      const declarations = sanitizeDeclarations(text.slice(open + 1, index))
      if (isSafeSelector(selector) && declarations !== '')
        rules.push(`${selector}{${declarations}}`)
      start = index + 1
    }
  }
  return rules.join('\n')
}

function withoutComments(css: string): string {
  return css.replace(/\/\*.*?(?:\*\/|$)/gs, ' ')
}

function isSafeSelector(selector: string): boolean {
  return /^[\w\s.#*,:>+~()[\]="'^$|-]+$/.test(selector) && isBalanced(selector.replace(quoted, ''))
}

/** Brackets pair, and no quote is left open. */
function isBalanced(text: string): boolean {
  let depth = 0
  for (const [character] of text.matchAll(/[()[\]"']/g)) {
    if (character === '"' || character === "'") return false
    depth += character === '(' || character === '[' ? 1 : -1
    if (depth < 0) return false
  }
  return depth === 0
}
