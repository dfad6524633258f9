/** Latin, Greek and Cyrillic letters with their signs, then punctuation, sub- and superscripts, arrows, mathematics. */
const bundled =
  /^[\u0020-\u007e\u00a0-\u017f\u0391-\u03a1\u03a3-\u03ce\u0400-\u045f\u2010-\u2027\u2074-\u208e\u2190-\u22ff]*$/

/**
 * Whether the bundled fonts have every letter of a text, told without loading them. Project fonts come
 * after the bundled ones, so they have no say in it.
 */
export function needsOnlyBundled(text: string): boolean {
  return bundled.test(text)
}
