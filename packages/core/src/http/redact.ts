/** Keys of the services we know, and tokens as they stand in headers and addresses. */
const secrets: readonly [pattern: RegExp, shown: string][] = [
  [/\b(?:sk-team|sk|pb|cvk|flk|ryn|moltbook)[-_][\w.-]{6,}/g, '[key]'],
  [/\bBearer\s+[\w.~+/=-]+/gi, 'Bearer [key]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  // What follows a path in an address is often a signature.
  [/(\bhttps?:\/\/[^\s"'<>?#]+)[?#][^\s"'<>]*/g, '$1?[...]'],
  [/(\bhttps?:\/\/)[^\s/@"'<>]*@/g, '$1'],
  [/([?&][\w.-]*(?:credential|key|sig|signature|token)=)[^\s"'<>&]+/gi, '$1[...]'],
  [/[A-Za-z0-9+/]{120,}={0,2}/g, '[data]'],
]

/** Keys and tokens that are in use, of whatever shape: a service may send one back. */
const inUse = new Set<string>()
/** Shorter ones may be words that mean something. */
const shortest = 8

/** From now on nothing below leaves this one in a text or in bytes. */
export function keepSecret(text: string): void {
  if (text.length < shortest) return
  inUse.add(text)
  inUse.add(encodeURIComponent(text.toWellFormed()))
}

/** A text without what may be a key, a token or a signature; otherwise as it is, lines and all. */
export function hideSecrets(text: string): string {
  let shown = text
  for (const secret of inUse) shown = shown.replaceAll(secret, '[key]')
  for (const [pattern, stands] of secrets) shown = shown.replace(pattern, stands)
  return shown
}

/** Bytes without the keys and tokens that are in use: as many stars are in their place. */
export function coverSecrets(bytes: Uint8Array): Uint8Array {
  const seen = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let covered: Buffer | undefined
  for (const secret of inUse) {
    const length = Buffer.byteLength(secret)
    for (let at = seen.indexOf(secret); at !== -1; at = seen.indexOf(secret, at + length)) {
      covered ??= Buffer.from(bytes)
      covered.fill('*', at, at + length)
    }
  }
  return covered ?? bytes
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
  const shown = hideSecrets(text).replace(controls, ' ').trim()
  return shown.length > most ? `${shown.slice(0, most)}…` : shown
}
