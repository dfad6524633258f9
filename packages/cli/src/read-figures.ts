import { type PlannedFigure, type Problem, planFigures } from '@figmill/core'
import {
  type DeferredFigure,
  type DocumentFigure,
  isDeferred,
  neededPictures,
  type Project,
  readProject,
  throwIfErrors,
} from 'remark-figmill/internal-project'
import type { CommandContext } from './command.js'
import { openCommandProject } from './command-project.js'
import { toContent } from './command-stores.js'

/** The figures a command line is about, and what the cache knows of each picture. */
export interface FiguresOfCommand {
  project: Project
  figures: DocumentFigure[]
  /** By the name of the picture: a group has one for each panel. */
  planned: PlannedFigure[]
  /** Pictures that cannot be looked up before others are there. */
  deferred: DeferredFigure[]
  warnings: Problem[]
}

/** @throws {ProblemsError} every error of every document. */
export async function readFigures(context: CommandContext): Promise<FiguresOfCommand> {
  const project = await openCommandProject(context)
  const content = toContent(project.root, context)
  const { documents, problems } = await readProject(project, content)
  throwIfErrors(problems)
  const figures = documents.flatMap((document) => document.figures)
  const pictures = neededPictures(figures)
  const requests = pictures.flatMap(({ request }) => request ?? [])
  const planned = await planFigures(requests, project)
  return { project, figures, planned, deferred: pictures.filter(isDeferred), warnings: problems }
}
