import type { FieldProblem } from '../../../problem.js'
import { isChinese, japanese, type Script, scriptOf } from './scripts.js'

/** Characters that no font has, in the order they were met, each with the text it was in. */
export type MissingCharacters = ReadonlyMap<string, string>

interface Group {
  script: Script | undefined
  characters: string[]
  /** The first text with one of them. */
  text: string
}

const maxShown = 3

/** One warning for each script that has no font, with a font that has it. */
export function warnOfMissing(missing: MissingCharacters): FieldProblem[] {
  return groupByScript(missing).map(({ characters, script, text }) => {
    // What has no script may be no letter, and be seen by its number only.
    const nameOf = (character: string) =>
      script === undefined ? `\`${character}\` (${codePointOf(character)})` : `\`${character}\``
    const shown = characters.slice(0, maxShown).map(nameOf)
    const more = characters.length - shown.length
    const list = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
    const what = script === undefined ? 'the characters' : `the ${script.name} characters`
    return {
      field: 'text',
      code: 'glyph-missing',
      severity: 'warning',
      message: `No font has ${what} ${list} of \`${shorten(text)}\`: there is a gap in their place`,
      hint: script === undefined ? generalHint : hintFor(script),
    }
  })
}

function groupByScript(missing: MissingCharacters): Group[] {
  const groups = new Map<Script | undefined, Group>()
  const scripts = [...missing.keys()].map((character) => scriptOf(character, undefined))
  const hasKana = scripts.includes(japanese)
  for (const [index, [character, text]] of [...missing].entries()) {
    const own = scripts[index]
    const script = hasKana && isChinese(own) ? japanese : own
    const group = groups.get(script)
    if (group === undefined) groups.set(script, { script, characters: [character], text })
    else group.characters.push(character)
  }
  return [...groups.values()]
}

const generalHint =
  'Write a word instead, or name a font file that has them in the option `fonts` of the configuration.'

function hintFor(script: Script): string {
  const { family } = script
  const name = `@expo-google-fonts/${family.toLowerCase().replaceAll(' ', '-')}`
  const file = `${name}/400Regular/${family.replaceAll(' ', '')}_400Regular.ttf`
  const japaneseToo = isChinese(script) ? `; for Japanese, ${japanese.family}` : ''
  return `\`npm install ${name}\` and write \`fonts: ['${file}']\` in the configuration, or name a font file of yours there${japaneseToo}.`
}

function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function shorten(text: string): string {
  const characters = [...text]
  return characters.length <= 40 ? text : `${characters.slice(0, 39).join('')}…`
}
