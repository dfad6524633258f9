import { resolve } from 'node:path'
import { type Config, FigureError, type Listener, toRootPath } from '@figmill/core'
import { openProject, type Project } from 'remark-figmill/internal-project'
import type { CommandContext } from './command.js'
import type { CommandOptions } from './command-line.js'

/** Opens the project a command line is about; it is closed when the command ends. */
export async function openCommandProject(
  { cleanups, options, terminal }: CommandContext,
  { frozen = options.frozen, listener }: { frozen?: boolean; listener?: Listener } = {},
): Promise<Project> {
  const { cwd, signal } = terminal
  const project = await openProject({
    cwd,
    configPath: options.config,
    overrides: (root) => readOverrides(options, root, cwd),
    draft: options.draft,
    frozen,
    offline: options.offline,
    listener,
    signal,
  })
  cleanups.push(project.close)
  return project
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
