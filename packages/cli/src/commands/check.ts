import {
  checkFrozen,
  findByName,
  readLockfile,
  summarizeProject,
  throwIfErrors,
} from 'remark-figmill/internal-project'
import type { CommandContext } from '../command.js'
import { openCommandProject, toContent } from '../command-project.js'
import { count } from '../count.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill check`: what `build --frozen` would say, without writing anything. */
export async function check(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const startedMs = performance.now()
  const reporter = createReporter(options, terminal)
  const project = await openCommandProject(context, { frozen: true })
  const content = toContent(project.root, context)
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
