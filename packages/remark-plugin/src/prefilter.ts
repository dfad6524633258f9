const word = 'figure'
const colon = 58
const backtick = 96
const tilde = 126
const space = 32
const tab = 9

/**
 * Whether a document can hold a figure at all. Says yes too often (a figure shown inside a code
 * block), never no for a document in which `scan` finds a directive or a problem.
 *
 * @param document The text, or its bytes in any encoding that keeps ASCII as it is (UTF-8, Latin-1).
 */
export function mayHaveFigures(document: Uint8Array | string): boolean {
  if (typeof document === 'string') {
    return hasOpening(
      (from) => document.indexOf(word, from),
      (index) => document.charCodeAt(index),
    )
  }
  const bytes = Buffer.isBuffer(document)
    ? document
    : Buffer.from(document.buffer, document.byteOffset, document.byteLength)
  // Most documents do not have the word, and there may be many thousands.
  if (!bytes.includes(word, 0, 'latin1')) return false
  return hasOpening(
    (from) => bytes.indexOf(word, from, 'latin1'),
    (index) => bytes[index] ?? 0,
  )
}

function hasOpening(find: (from: number) => number, codeAt: (index: number) => number): boolean {
  for (let at = find(0); at !== -1; at = find(at + word.length)) {
    let before = at - 1
    while (before >= 0 && (codeAt(before) === space || codeAt(before) === tab)) before--
    if (before < 1) continue
    const marker = codeAt(before)
    if (marker !== codeAt(before - 1)) continue
    if (marker === colon) return true
    const isFence = marker === backtick || marker === tilde
    if (isFence && before > 1 && marker === codeAt(before - 2)) return true
  }
  return false
}
