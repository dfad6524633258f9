import {
  composePanels,
  type FigureRecord,
  type FigureRequest,
  type Problem,
  ProblemsError,
  toProblem,
} from '@figmill/core'
import type { DeferredFigure, FigureOrGroup, ReadFigure, ReadGroup } from '../document-figure.js'
import { deriveGroup } from './derive-group.js'
import { shortName } from './figure-graph.js'
import { isDeferred } from './figure-parts.js'
import { toAwaited } from './input-picture.js'
import type { Project } from './open-project.js'
import { pictureOf, readFile } from './publish-picture.js'

/** A picture and what was asked for it. */
export interface MadePicture {
  request: FigureRequest
  record: FigureRecord
}

/** Makes pictures, each once, and those that start from others when these are there. */
export interface PictureMaker {
  /** Rejects when it cannot be made; why is among the problems. */
  make(figure: ReadFigure): Promise<MadePicture>
  /** Puts finished panels into one picture; rejects as `make` does. */
  compose(group: ReadGroup, panels: readonly FigureRecord[]): Promise<FigureRecord>
  /** What is wrong with all that could not be made, each told once. */
  problems: Problem[]
}

export function createPictureMaker(project: Project): PictureMaker {
  const problems: Problem[] = []
  const pictures = new Map<ReadFigure, Promise<MadePicture>>()
  const compositions = new Map<ReadGroup, Promise<FigureRecord>>()

  /** Runs a job once, and tells once why it failed. */
  function once<Figure extends FigureOrGroup, Result>(
    jobs: Map<Figure, Promise<Result>>,
    figure: Figure,
    run: () => Promise<Result>,
  ): Promise<Result> {
    const running = jobs.get(figure)
    if (running !== undefined) return running
    const started = run().catch((error: unknown) => {
      problems.push(
        ...(error instanceof ProblemsError ? error.problems : [toProblem(error, figure.place)]),
      )
      throw error
    })
    jobs.set(figure, started)
    return started
  }

  const make = (figure: ReadFigure) =>
    once(pictures, figure, async () => {
      const request = isDeferred(figure) ? await awaitRequest(figure) : figure.request
      return { request, record: await project.maker.make(request) }
    })

  const compose: PictureMaker['compose'] = (group, panels) =>
    once(compositions, group, () => {
      const digests = panels.map(({ artifact }) => artifact.contentDigest)
      const derivation = deriveGroup(group.options, digests, project.config.fonts)
      return project.maker.derive(
        group.figure,
        derivation,
        async () => {
          const pictures = await Promise.all(panels.map((record) => readPanel(record, project)))
          return composePanels(pictures, group.options, project.config.fonts)
        },
        true,
      )
    })

  async function awaitRequest({ from, place, resolve }: DeferredFigure) {
    const { origin } = from
    if (origin === undefined) throw new Error('figures are linked before they are made')
    const record = await makeOrigin(origin).catch((error: unknown) => {
      // The same code, so that what parks or exceeds the budget does so for both.
      const { code } = toProblem(error)
      const name = shortName(origin.figure, place.file)
      const message = `its source \`${name}\` could not be made`
      throw new ProblemsError([{ code, severity: 'error', message, place: from.place }])
    })
    const { problems, request } = resolve(await toAwaited(origin.figure, record, project))
    if (request !== undefined) return request
    throw new ProblemsError(problems)
  }

  async function makeOrigin(origin: FigureOrGroup): Promise<FigureRecord> {
    if (!('panels' in origin)) return (await make(origin)).record
    const panels = await Promise.all(origin.panels.map(make))
    return compose(
      origin,
      panels.map(({ record }) => record),
    )
  }

  return { make, compose, problems }
}

/** A panel, as the larger picture takes it. */
async function readPanel(record: FigureRecord, project: Project) {
  const file = pictureOf(record)
  const { description } = record
  return { ...file, bytes: await readFile(file, project), description }
}
