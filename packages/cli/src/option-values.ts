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

type Values = Partial<Record<'concurrency' | 'config' | 'flavour' | 'out' | 'shard', string>> & {
  'max-credits'?: string[]
}

/** What is wrong with the values of the options, so that no configuration is blamed for them. */
export function findWrongValues(values: Values): Mistake[] {
  const { concurrency, config, flavour, out, shard } = values
  const mistakes: Mistake[] = []
  for (const text of values['max-credits'] ?? []) {
    if (readMaxCredits(text) !== undefined) continue
    mistakes.push({
      message: `--max-credits is ${text === '' ? 'empty' : `\`${text}\``}: expected a number of credits, such as \`40\` or \`paperbanana=40\``,
    })
  }
  if (shard !== undefined && readShard(shard) === undefined) {
    mistakes.push({
      message: `--shard is ${shard === '' ? 'empty' : `\`${shard}\``}: expected a part of a whole, such as \`2/5\``,
    })
  }
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

/** `40`, or `paperbanana=40`. */
export function readMaxCredits(
  text: string,
): { provider: string | undefined; credits: number } | undefined {
  const [, provider, credits] = /^(?:([\w-]+)=)?(\d+(?:\.\d+)?)$/.exec(text) ?? []
  return credits === undefined ? undefined : { provider, credits: Number(credits) }
}

/** `2/5`: the second of five parts. */
export function readShard(text: string): { index: number; count: number } | undefined {
  const [, index = 0, count = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number)
  return index >= 1 && index <= count ? { index, count } : undefined
}
