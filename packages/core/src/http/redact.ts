/** Keys of the services we know, and tokens as they stand in headers and addresses. */
const secrets: readonly [pattern: RegExp, shown: string][] = [
  [/\b(?:sk-team|sk|pb|cvk|flk|ryn|moltbook)[-_][\w.-]{6,}/g, '[key]'],
  [/\bBearer\s+[\w.~+/=-]+/gi, 'Bearer [key]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  // What follows a path in an address is often a signature.
  [/(\bhttps?:\/\/[^\s"'<>?#]+)[?#][^\s"'<>]*/g, '$1?[...]'],
  [/(\bhttps?:\/\/)[^\s/@"'<>]*@/g, '$1'],
  [/[A-Za-z0-9+/]{120,}={0,2}/g, '[data]'],
]

/** Keys that are configured, of whatever shape: a service may send one back. */
const configured = new Set<string>()

/** From now on {@link redact} shows no text that holds this one. */
export function keepSecret(text: string): void {
  if (text.length >= 6) configured.add(text)
}

/** What would change a terminal or hide a text, and what breaks a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g

/**
 * A text of a stranger, fit to be shown: one line, not long, without what may be a key, a token or
 * a signature.
 *
 * @param most Characters that are shown.
 */
export function redact(text: string, most = 300): string {
  let shown = text
  for (const secret of configured) shown = shown.replaceAll(secret, '[key]')
  for (const [pattern, stands] of secrets) shown = shown.replace(pattern, stands)
  shown = shown.replace(controls, ' ').trim()
  return shown.length > most ? `${shown.slice(0, most)}…` : shown
}
