/** A writing system that the bundled fonts lack. */
export interface Script {
  /** As in "Arabic letters". */
  name: string
  /** ISO 15924, as HarfBuzz takes it. */
  tag: string
  pattern: RegExp
  /** A family of fonts that has it, as it is called on Google Fonts and, in kebab case, on npm. */
  family: string
}

const chinese: Script = {
  name: 'Chinese',
  tag: 'Hani',
  pattern: /\p{scx=Hani}/u,
  family: 'Noto Sans SC',
}

export const japanese: Script = {
  name: 'Japanese',
  tag: 'Kana',
  pattern: /[\p{scx=Hira}\p{scx=Kana}]/u,
  family: 'Noto Sans JP',
}

/** In the order they are looked through; some characters, such as `、`, belong to several. */
const scripts: readonly Script[] = [
  chinese,
  japanese,
  { name: 'Korean', tag: 'Hang', pattern: /\p{scx=Hang}/u, family: 'Noto Sans KR' },
  { name: 'Arabic', tag: 'Arab', pattern: /\p{scx=Arab}/u, family: 'Noto Sans Arabic' },
  { name: 'Hebrew', tag: 'Hebr', pattern: /\p{scx=Hebr}/u, family: 'Noto Sans Hebrew' },
  { name: 'Devanagari', tag: 'Deva', pattern: /\p{scx=Deva}/u, family: 'Noto Sans Devanagari' },
  { name: 'Bengali', tag: 'Beng', pattern: /\p{scx=Beng}/u, family: 'Noto Sans Bengali' },
  { name: 'Tamil', tag: 'Taml', pattern: /\p{scx=Taml}/u, family: 'Noto Sans Tamil' },
  { name: 'Thai', tag: 'Thai', pattern: /\p{scx=Thai}/u, family: 'Noto Sans Thai' },
  { name: 'Lao', tag: 'Laoo', pattern: /\p{scx=Laoo}/u, family: 'Noto Sans Lao' },
  { name: 'Khmer', tag: 'Khmr', pattern: /\p{scx=Khmr}/u, family: 'Noto Sans Khmer' },
  { name: 'Georgian', tag: 'Geor', pattern: /\p{scx=Geor}/u, family: 'Noto Sans Georgian' },
  { name: 'Armenian', tag: 'Armn', pattern: /\p{scx=Armn}/u, family: 'Noto Sans Armenian' },
  { name: 'Ethiopic', tag: 'Ethi', pattern: /\p{scx=Ethi}/u, family: 'Noto Sans Ethiopic' },
]

/** Below are Latin, Greek and Cyrillic, which need no telling apart. */
const firstOfOthers = '\u0530'

/**
 * The script of a character, when it is one of the table.
 *
 * @param before Script of the character before it: what belongs to several, or to none, such as
 *   spaces, goes on with it.
 */
export function scriptOf(character: string, before: Script | undefined): Script | undefined {
  if (before !== undefined && (before.pattern.test(character) || isShared(character))) return before
  if (character < firstOfOthers) return undefined
  return scripts.find(({ pattern }) => pattern.test(character))
}

function isShared(character: string): boolean {
  return /[\p{Script=Zyyy}\p{Script=Zinh}]/u.test(character)
}

/** Whether letters are Chinese or Japanese cannot be told from one, but from kana beside it. */
export function isChinese(script: Script | undefined): boolean {
  return script === chinese
}
