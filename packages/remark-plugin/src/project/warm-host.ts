import type { Problem } from '@figmill/core'
import { ensureFigures, type HostSession, placeFigure } from './host-session.js'
import { updateLockfile } from './lock.js'
import { warningsOf } from './make-figures.js'
import { throwIfErrors } from './problems.js'
import { readProject } from './read-project.js'

export interface WarmOptions {
  /** Bring the lockfile up to date: for builds, not for every edit of a dev server. */
  writeLockfile: boolean
}

/**
 * Makes every figure of the project before the host renders anything and puts all pictures in
 * place. Who asks while that is under way gets the same answer.
 *
 * @returns Warnings.
 * @throws {ProblemsError} every problem of the documents, or every figure that is not to be had.
 */
export function warmHost(session: HostSession, options: WarmOptions): Promise<Problem[]> {
  session.warming ??= warm(session, options).finally(() => {
    session.warming = undefined
  })
  return session.warming
}

async function warm(session: HostSession, { writeLockfile }: WarmOptions): Promise<Problem[]> {
  const { project } = session
  const content = await readProject(project)
  throwIfErrors(content.problems)
  const figures = content.documents.flatMap((document) => document.figures)
  const made = await ensureFigures(session, figures)
  for (const figure of figures) placeFigure(session, figure, made)
  if (writeLockfile && !project.frozen) await updateLockfile(project, new Set(content.paths), made)
  return [...content.problems, ...warningsOf(made)]
}
