import type { Flavour } from '@figmill/core'

const flavours: Readonly<Record<Flavour, true>> = {
  figure: true,
  gfm: true,
  html: true,
  pandoc: true,
  quarto: true,
  myst: true,
  latex: true,
}

/** The flavours, spelled out again: the core's list comes with its schema, which a warm build never loads. */
export const flavourNames: readonly string[] = Object.keys(flavours)

/** `a, b or c`. */
export const flavourList = `${flavourNames.slice(0, -1).join(', ')} or ${flavourNames.at(-1)}`

/** Something wrong on the command line. */
export interface Mistake {
  message: string
  /** A name nobody knows, and those that could have been meant. */
  unknown?: { seen: string; known: readonly string[] }
}

type Values = Partial<Record<'concurrency' | 'config' | 'flavour' | 'out', string>>

/** What is wrong with the values of the options, so that no configuration is blamed for them. */
export function findWrongValues({ concurrency, config, flavour, out }: Values): Mistake[] {
  const mistakes: Mistake[] = []
  if (out === '') mistakes.push({ message: '--out is empty: expected a folder' })
  if (config === '') mistakes.push({ message: '--config is empty: expected a file' })
  if (flavour !== undefined && !flavourNames.includes(flavour)) {
    mistakes.push(
      flavour === ''
        ? { message: `--flavour is empty: expected ${flavourList}` }
        : {
            message: `--flavour is \`${flavour}\`, which is no flavour`,
            unknown: { seen: flavour, known: flavourNames },
          },
    )
  }
  if (concurrency !== undefined && !isConcurrency(concurrency)) {
    mistakes.push({
      message: `--concurrency is ${concurrency === '' ? 'empty' : `\`${concurrency}\``}: expected a whole number from 1 to 64`,
    })
  }
  return mistakes
}

function isConcurrency(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 64
}
