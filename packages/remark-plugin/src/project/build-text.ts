import { join, posix } from 'node:path'
import { createFolder, type Problem, toRootPath } from '@figmill/core'
import { rewrite } from '../rewrite.js'
import { decodeDocument } from './decode-document.js'
import { checkFrozen, findByDigest } from './frozen.js'
import { makeFigures, warningsOf } from './make-figures.js'
import type { Project } from './open-project.js'
import { finishFigure, placeFiles } from './place-figures.js'
import { approvePaid } from './plan-paid.js'
import { throwIfErrors } from './problems.js'
import { readLockfile } from './read-lockfile.js'
import { readOneDocument } from './read-project.js'
import { summarizeFigure } from './summary.js'

export interface BuiltText {
  text: string
  figures: number
  made: number
  warnings: Problem[]
  figuresFolder: string
}

/**
 * Builds one document that is no file: its paths are relative to the working directory, and the
 * lockfile, which goes by file names, does not change.
 *
 * @throws {ProblemsError} with every problem of the stage that failed.
 */
export async function buildText(
  project: Project,
  bytes: Uint8Array,
  cwd: string,
): Promise<BuiltText> {
  const { config, root } = project
  const path = posix.join(toRootPath(root, cwd), 'stdin.md')
  const document = await readOneDocument(path, decodeDocument(bytes, path), project)
  throwIfErrors(document.problems)
  if (project.frozen) {
    const findEntry = findByDigest(readLockfile(project))
    throwIfErrors(await checkFrozen(document.figures.map(summarizeFigure), findEntry, project))
  }
  // Nobody is asked: an answer would come from where the document does.
  await approvePaid(document.figures, project)
  const before = project.maker.finishedJobs()
  const made = await makeFigures(document.figures, project)
  const folder = posix.join(config.outDir, config.figuresDir)
  createFolder(join(root, folder))
  createFolder(join(root, config.cacheDir, 'tmp'))
  const replacements: Parameters<typeof rewrite>[1][number][] = []
  for (const figure of document.figures) {
    const one = made.get(figure)
    if (one === undefined) throw new Error('a figure was neither made nor reported')
    placeFiles(figure, one, folder, project)
    replacements.push({
      directive: figure.directive,
      figure: finishFigure(figure, one, folder, path, config.flavour),
    })
  }
  const { code } = rewrite(document.source, replacements, { flavour: config.flavour, mdx: false })
  return {
    text: code,
    figures: document.figures.length,
    made: project.maker.finishedJobs() - before,
    warnings: [...document.problems, ...warningsOf(made)],
    figuresFolder: posix.relative(posix.dirname(path), folder),
  }
}
