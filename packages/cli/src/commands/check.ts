import {
  checkFrozen,
  findByName,
  openProject,
  readLockfile,
  summarizeProject,
  throwIfErrors,
} from 'remark-figmill/internal-project'
import type { CommandContext } from '../command.js'
import { count } from '../count.js'
import { toContent, toProjectOptions } from '../project-options.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill check`: what `build --frozen` would say, without writing anything. */
export async function check({ operands, options, terminal }: CommandContext): Promise<ExitCode> {
  const startedMs = performance.now()
  const reporter = createReporter(options, terminal)
  const project = await openProject({ ...toProjectOptions(options, terminal), frozen: true })
  const content = toContent(project.root, terminal.cwd, operands)
  const { directives, documents, problems } = await summarizeProject(project, content)
  throwIfErrors(problems)
  reporter.warn(problems)
  throwIfErrors(await checkFrozen(directives, findByName(readLockfile(project)), project))
  const elapsedMs = Math.round(performance.now() - startedMs)
  reporter.finish(
    `${count(directives.length, 'figure')} in ${count(documents, 'document')}: all locked and cached (${elapsedMs} ms)\n`,
    { command: 'check', ok: true, documents, figures: directives.length },
  )
  return exitCodes.done
}
