import {
  draftOperation,
  type FigureRecord,
  type FigureRequest,
  isVideo,
  type Problem,
  toProblem,
} from '@figmill/core'
import type { DocumentFigure } from '../document-figure.js'
import { partsOf, placeOf, promptsOf } from './figure-parts.js'
import { createPictureMaker, type MadePicture, type PictureMaker } from './make-picture.js'
import type { Project } from './open-project.js'
import { throwIfErrors } from './problems.js'
import { type PublishedPicture, publishPicture } from './publish-picture.js'
import { type ChosenPoster, publishVideo } from './publish-video.js'

/** What became of one directive. */
export interface MadeFigure {
  /** The picture the author asked for: what the lockfile names. */
  record: FigureRecord
  /** Of it, or made from it, what the output's language takes. */
  published: PublishedPicture
  /** What it was made of: itself, or the panels of a group. */
  parts: FigureRecord[]
  /** What was asked for each part. */
  requests: FigureRequest[]
  /** The texts that stand for the author's prompts: never published. */
  prompts: MadePicture[]
  /** Of how the panels of a group were put together. */
  warnings: Problem[]
}

export type MadeFigures = ReadonlyMap<DocumentFigure, MadeFigure>

/**
 * Makes what is missing and composes the panels of groups. Everything starts at once; what starts
 * from another picture waits for that one alone.
 *
 * @throws {ProblemsError} once everything has been tried: every figure that could not be made.
 */
export async function makeFigures(
  figures: readonly DocumentFigure[],
  project: Project,
): Promise<MadeFigures> {
  const made = new Map<DocumentFigure, MadeFigure>()
  const maker = createPictureMaker(project)
  const problems: Problem[] = []
  await Promise.all(
    figures.map(async (figure) => {
      const outcomes = await Promise.allSettled(partsOf(figure).map(maker.make))
      const pictures = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? outcome.value : [],
      )
      if (pictures.length < outcomes.length) return
      const parts = pictures.map(({ record }) => record)
      const requests = pictures.map(({ request }) => request)
      const [first] = parts
      const composed =
        figure.kind === 'figures'
          ? await maker.compose(figure.group, parts).catch(() => undefined)
          : first && { record: first, warnings: [] }
      if (composed === undefined) return
      const { record, warnings } = composed
      try {
        const published = isVideo(record.artifact)
          ? await publishVideo(figure, record.artifact, await choosePoster(figure, maker), project)
          : await publishPicture(figure, record, parts, project)
        // They are there: what waited for them is.
        const prompts = await Promise.all(promptsOf(figure).map(maker.make))
        made.set(figure, { record, published, parts, requests, prompts, warnings })
      } catch (error) {
        problems.push(toProblem(error, placeOf(figure)))
      }
    }),
  )
  // First: what failed by itself before an interrupt is told all the same.
  throwIfErrors([...maker.problems, ...problems])
  project.signal?.throwIfAborted()
  return made
}

/** The figure that a video's author chose to stand for it. */
async function choosePoster(
  figure: DocumentFigure,
  maker: PictureMaker,
): Promise<ChosenPoster | undefined> {
  const origin = partsOf(figure)[0]?.poster?.from?.origin
  // Where it cannot be made, the maker tells.
  return origin && maker.makeOrigin(origin).catch(() => undefined)
}

/** What is to be known of pictures each time they are used, made now or long ago. */
export function warningsOf(made: MadeFigures): Problem[] {
  return [...made.values()].flatMap(({ parts, requests, warnings }) => [
    ...warnings,
    ...requests.flatMap(({ place }, index) =>
      (parts[index]?.warnings ?? []).map(({ code, hint, message }): Problem => {
        return { code, severity: 'warning', message, hint, place }
      }),
    ),
  ])
}

/** Whether a draft stands in for the figure, or for a panel of it. */
export function isDraft({ requests }: MadeFigure): boolean {
  return requests.some(({ request }) => request.operation === draftOperation)
}
