import { planFigures } from '@figmill/core'
import {
  checkFrozen,
  findByName,
  openProject,
  readLockfile,
  readProject,
  requestsOf,
  throwIfErrors,
} from 'remark-figmill/internal-project'
import type { CommandContext } from '../cli.js'
import { count } from '../count.js'
import { toContent, toProjectOptions } from '../project-options.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill check`: what `build --frozen` would say, without writing anything. */
export async function check({ operands, options, terminal }: CommandContext): Promise<ExitCode> {
  const startedMs = performance.now()
  const reporter = createReporter(options, terminal)
  const project = await openProject(toProjectOptions(options, terminal))
  const content = toContent(project.root, terminal.cwd, operands)
  const { documents, paths, problems } = await readProject(project, content)
  throwIfErrors(problems)
  reporter.warn(problems)
  const figures = documents.flatMap((document) => document.figures)
  const planned = await planFigures(figures.flatMap(requestsOf), project)
  throwIfErrors(await checkFrozen(figures, planned, findByName(readLockfile(project)), project))
  const elapsedMs = Math.round(performance.now() - startedMs)
  reporter.finish(
    `${count(figures.length, 'figure')} in ${count(paths.length, 'document')}: all locked and cached (${elapsedMs} ms)\n`,
    { command: 'check', ok: true, documents: paths.length, figures: figures.length },
  )
  return exitCodes.done
}
