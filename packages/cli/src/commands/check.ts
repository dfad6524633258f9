import {
  checkFrozen,
  findByName,
  readLockfile,
  summarizeProject,
  throwIfErrors,
} from 'remark-figmill/internal-project'
import type { CommandContext } from '../command.js'
import { openCommandStores, toContent } from '../command-stores.js'
import { count } from '../count.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill check`: what `build --frozen` would say, without writing anything. */
export async function check(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const startedMs = performance.now()
  const reporter = createReporter(options, terminal)
  const stores = await openCommandStores(context, { frozen: true })
  const content = toContent(stores.root, context)
  const { directives, documents, problems } = await summarizeProject(stores, content)
  throwIfErrors(problems)
  reporter.warn(problems)
  throwIfErrors(await checkFrozen(directives, findByName(readLockfile(stores)), stores))
  const elapsedMs = Math.round(performance.now() - startedMs)
  reporter.finish(
    `${count(directives.length, 'figure')} in ${count(documents, 'document')}: all locked and cached (${elapsedMs} ms)\n`,
    { command: 'check', ok: true, documents, figures: directives.length },
  )
  return exitCodes.done
}
