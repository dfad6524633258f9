/** Control characters, which steer a terminal, and what turns the direction of text around. */
const steering = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu

/**
 * Text of documents and file names as a terminal may have it: what would steer the terminal is
 * spelled out (`\x1b`). Lines and tabs stay.
 */
export function toVisible(text: string): string {
  return text.replace(steering, (character) =>
    character === '\n' || character === '\t' ? character : spell(character),
  )
}

/** {@link toVisible} for what must stay on one line, such as a name. */
export function toVisibleLine(text: string): string {
  return text.replace(steering, spell)
}

function spell(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  const code = character.charCodeAt(0)
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`
}
