import type { Problem } from '@figmill/core'
import { makeFigures, warningsOf } from './make-figures.js'
import type { Project } from './open-project.js'
import { approvePaid, type PaidPlan } from './plan-paid.js'
import { throwIfErrors } from './problems.js'
import { readProject } from './read-project.js'
import { pickShard, type Shard } from './shard-figures.js'

export interface WarmProjectOptions {
  /** Files, folders and globs relative to the root; the configuration's when absent. */
  content?: readonly string[] | undefined
  shard?: Shard | undefined
  approve?: ((plan: PaidPlan) => Promise<void>) | undefined
}

export interface WarmReport {
  /** Directives of this part: a group of panels counts as one. */
  figures: number
  /** Directives that another part makes. */
  skipped: number
  /** Pictures that were made or composed now. */
  made: number
  warnings: Problem[]
}

/**
 * Makes what is missing in the cache.
 *
 * @throws {ProblemsError} every problem of the documents, or every figure that could not be made.
 */
export async function warmProject(
  project: Project,
  options: WarmProjectOptions,
): Promise<WarmReport> {
  const { approve, content, shard } = options
  const read = await readProject(project, content)
  throwIfErrors(read.problems)
  const all = read.documents.flatMap((document) => document.figures)
  const figures = shard === undefined ? all : pickShard(all, shard)
  await approvePaid(figures, project, approve)
  const before = project.maker.finishedJobs()
  const made = await makeFigures(figures, project)
  return {
    figures: figures.length,
    skipped: all.length - figures.length,
    made: project.maker.finishedJobs() - before,
    warnings: [...read.problems, ...warningsOf(made)],
  }
}
