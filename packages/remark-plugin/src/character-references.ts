import { decodeNamedCharacterReference } from 'decode-named-character-reference'
import { decodeNumericCharacterReference } from 'micromark-util-decode-numeric-character-reference'

const reference = /&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([0-9a-zA-Z]{1,31}));/g

/** Decodes `&quot;`, `&#34;`, `&#x22;` as Markdown does; what is no reference stays. */
export function decodeCharacterReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(reference, (whole, hexadecimal, decimal, name) => {
    if (hexadecimal !== undefined) return decodeNumericCharacterReference(hexadecimal, 16)
    if (decimal !== undefined) return decodeNumericCharacterReference(decimal, 10)
    return decodeNamedCharacterReference(name) || whole
  })
}
