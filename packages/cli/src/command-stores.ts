import { resolve } from 'node:path'
import { type Config, FigureError, type Listener, toRootPath } from '@figmill/core'
import { openStores, type ProjectOptions, type Stores } from 'remark-figmill/internal-project'
import type { CommandContext } from './command.js'
import type { CommandOptions } from './command-line.js'
import { readMaxCredits } from './option-values.js'

/** What a command may want otherwise than its command line says. */
export interface OpenOptions {
  frozen?: boolean
  listener?: Listener
}

/** Opens what a command line is about for looking things up; it is closed when the command ends. */
export async function openCommandStores(
  context: CommandContext,
  options: OpenOptions = {},
): Promise<Stores> {
  const stores = await openStores(toProjectOptions(context, options))
  context.cleanups.push(stores.close)
  return stores
}

export function toProjectOptions(
  { options, run, terminal }: CommandContext,
  { frozen = options.frozen, listener }: OpenOptions,
): ProjectOptions {
  const { cwd, signal } = terminal
  return {
    cwd,
    configPath: options.config,
    overrides: (root) => readOverrides(options, root, cwd),
    draft: options.draft,
    frozen,
    offline: options.offline,
    spend: options.watch !== true || options['max-credits'] !== undefined,
    maxCredits: options['max-credits']?.flatMap((text) => readMaxCredits(text) ?? []),
    run,
    keepShared: options.watch,
    listener,
    signal,
    environment: terminal.env,
  }
}

/** Options of the command line win over the configuration; their values have been checked. */
function readOverrides(
  { concurrency, flavour, out }: CommandOptions,
  root: string,
  cwd: string,
): Partial<Config> {
  return {
    ...(out === undefined ? {} : { outDir: toOutDir(root, cwd, out) }),
    ...(flavour === undefined ? {} : { flavour: flavour as Config['flavour'] & string }),
    ...(concurrency === undefined ? {} : { concurrency: Number(concurrency) }),
  }
}

/** What is typed is relative to where it is typed, what is configured to the configuration. */
export function toOutDir(root: string, cwd: string, out: string): string {
  try {
    return toRootPath(root, resolve(cwd, out))
  } catch (error) {
    throw new FigureError('usage', `--out is \`${out}\`, which is outside the project ${root}`, {
      cause: error,
      hint: 'Name a folder inside the project.',
    })
  }
}

/** What the operands name, relative to the root; nothing means the configuration's content. */
export function toContent(
  root: string,
  { operands, terminal }: CommandContext,
): string[] | undefined {
  if (operands.length === 0) return undefined
  return operands.map((operand) => toRootPath(root, resolve(terminal.cwd, operand)))
}
