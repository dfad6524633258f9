import { resolve } from 'node:path'
import { type Config, FigureError } from '@figmill/core'
import { type ProjectOptions, toProjectPath } from 'remark-figmill/internal-project'
import type { CommandOptions } from './command-line.js'
import type { Terminal } from './terminal.js'

/** Options of the command line win over the configuration; what they may be is the schema's business. */
export function toProjectOptions(options: CommandOptions, terminal: Terminal): ProjectOptions {
  const {
    concurrency,
    config,
    draft = false,
    flavour,
    frozen = false,
    offline = false,
    out,
  } = options
  const overrides: Partial<Config> = {
    // What is typed is relative to where it is typed, what is configured to the configuration.
    ...(out === undefined ? {} : { outDir: resolve(terminal.cwd, out) }),
    ...(flavour === undefined ? {} : { flavour: flavour as Config['flavour'] & string }),
    ...(concurrency === undefined ? {} : { concurrency: toNumber(concurrency) }),
  }
  return {
    cwd: terminal.cwd,
    configPath: config,
    overrides,
    draft,
    frozen,
    offline,
    signal: terminal.signal,
  }
}

function toNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new FigureError('usage', `--concurrency is \`${text}\`, expected a whole number`)
}

/** What the operands name, relative to the root; nothing means the configuration's content. */
export function toContent(
  root: string,
  cwd: string,
  operands: readonly string[],
): string[] | undefined {
  if (operands.length === 0) return undefined
  return operands.map((operand) => toProjectPath(root, cwd, operand))
}
