import { type PlannedFigure, type Problem, planFigures } from '@figmill/core'
import {
  type DocumentFigure,
  isDeferred,
  neededPictures,
  type Project,
  planComposites,
  readProject,
  throwIfErrors,
  type WaitingPicture,
} from 'remark-figmill/internal-project'
import type { CommandContext } from './command.js'
import { openCommandProject } from './command-project.js'
import { toContent } from './command-stores.js'

/** The figures a command line is about, and what the cache knows of each picture. */
export interface FiguresOfCommand {
  project: Project
  figures: DocumentFigure[]
  /** By the name of the picture: a group has one for each panel, and one that a service composes. */
  planned: PlannedFigure[]
  /** Pictures that cannot be looked up before others are there. */
  deferred: WaitingPicture[]
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
  const composites = await planComposites(figures, project)
  const requests = pictures.flatMap(({ request }) => request ?? [])
  const planned = await planFigures([...requests, ...composites.requests], project)
  const deferred = [...pictures.filter(isDeferred), ...composites.waiting]
  return { project, figures, planned, deferred, warnings: problems }
}
