import {
  type Artifact,
  composePanels,
  type FigureRecord,
  type Problem,
  toProblem,
} from '@figmill/core'
import type { DocumentFigure } from '../read-document.js'
import { deriveGroup } from './derive-group.js'
import { placeOf, requestsOf } from './figure-parts.js'
import type { Project } from './open-project.js'
import { throwIfErrors } from './problems.js'
import { type PublishedPicture, pictureOf, publishPicture, readFile } from './publish-picture.js'

/** What became of one directive. */
export interface MadeFigure {
  /** The picture the author asked for: what the lockfile names. */
  record: FigureRecord
  /** Of it, or made from it, what the output's language takes. */
  published: PublishedPicture
  /** What it was made of: itself, or the panels of a group. */
  parts: FigureRecord[]
}

export type MadeFigures = ReadonlyMap<DocumentFigure, MadeFigure>

/**
 * Makes what is missing and composes the panels of groups.
 *
 * @throws {ProblemsError} once everything has been tried: every figure that could not be made.
 */
export async function makeFigures(
  figures: readonly DocumentFigure[],
  project: Project,
): Promise<MadeFigures> {
  const made = new Map<DocumentFigure, MadeFigure>()
  const problems: Problem[] = []
  await Promise.all(
    figures.map(async (figure) => {
      const requests = requestsOf(figure)
      const records = await Promise.allSettled(
        requests.map((request) => project.maker.make(request)),
      )
      const failures = records.flatMap((outcome, index) =>
        outcome.status === 'rejected' ? toProblem(outcome.reason, requests[index]?.place) : [],
      )
      if (failures.length > 0) {
        problems.push(...failures)
        return
      }
      const finished = records.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? outcome.value : [],
      )
      try {
        const record = await finish(figure, finished, project)
        if (record === undefined) return
        const published = await publishPicture(figure, record, finished, project)
        made.set(figure, { record, published, parts: finished })
      } catch (error) {
        problems.push(toProblem(error, placeOf(figure)))
      }
    }),
  )
  project.signal?.throwIfAborted()
  throwIfErrors(problems)
  return made
}

async function finish(
  figure: DocumentFigure,
  records: readonly FigureRecord[],
  project: Project,
): Promise<FigureRecord | undefined> {
  if (figure.kind === 'figure') return records[0]
  const { group } = figure
  return project.maker.derive(
    group.figure,
    deriveGroup(
      group.options,
      records.map(({ artifact }) => artifact.contentDigest),
      project.config.fonts,
    ),
    async () => {
      const panels = await Promise.all(records.map((record) => readPanel(record, project)))
      return composePanels(panels, group.options, project.config.fonts)
    },
  )
}

/** A panel, as the larger picture takes it. */
async function readPanel(record: FigureRecord, project: Project): Promise<Artifact> {
  const file = pictureOf(record)
  const { description } = record
  return { ...file, bytes: await readFile(file, project), description }
}

/** What is to be known of pictures each time they are used, made now or long ago. */
export function warningsOf(made: MadeFigures): Problem[] {
  return [...made].flatMap(([figure, { parts }]) =>
    requestsOf(figure).flatMap(({ place }, index) =>
      (parts[index]?.warnings ?? []).map(({ code, hint, message }): Problem => {
        return { code, severity: 'warning', message, hint, place }
      }),
    ),
  )
}
