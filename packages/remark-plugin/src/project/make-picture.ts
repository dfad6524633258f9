import {
  composePanels,
  type Derivation,
  type FigureRecord,
  type FigureRequest,
  type Problem,
  ProblemsError,
  problemsOf,
  toProblem,
} from '@figmill/core'
import type { DeferredFigure, FigureOrGroup, ReadFigure, ReadGroup } from '../document-figure.js'
import { chooseComposition, type Obstacle, rememberRefusal } from './choose-composition.js'
import { shortName } from './figure-graph.js'
import { isDeferred } from './figure-parts.js'
import { findJob } from './find-job.js'
import { toAwaited } from './input-picture.js'
import type { Project } from './open-project.js'
import { pictureOf, readFile } from './publish-picture.js'

/** A picture and what was asked for it. */
export interface MadePicture {
  request: FigureRequest
  record: FigureRecord
}

/** Panels in one picture. */
export interface ComposedPicture {
  record: FigureRecord
  warnings: Problem[]
}

/** Nothing was bought, and another time it may be. */
const passing: ReadonlySet<Problem['code']> = new Set([
  'panels-put-off',
  'service-left-alone',
  'service-unavailable',
])

/** Makes pictures, each once, and those that start from others when these are there. */
export interface PictureMaker {
  /** Rejects when it cannot be made; why is among the problems. */
  make(figure: ReadFigure): Promise<MadePicture>
  /** Puts finished panels into one picture; rejects as `make` does. */
  compose(group: ReadGroup, panels: readonly FigureRecord[]): Promise<ComposedPicture>
  /** A figure that another one names, and what it was made of; rejects as `make` does. */
  makeOrigin(origin: FigureOrGroup): Promise<{ record: FigureRecord; parts: FigureRecord[] }>
  /** What is wrong with all that could not be made, each told once. */
  problems: Problem[]
}

export function createPictureMaker(project: Project): PictureMaker {
  const problems: Problem[] = []
  const pictures = new Map<ReadFigure, Promise<MadePicture>>()
  const compositions = new Map<ReadGroup, Promise<ComposedPicture>>()

  /** Runs a job once, and tells once why it failed. */
  function once<Figure extends FigureOrGroup, Result>(
    jobs: Map<Figure, Promise<Result>>,
    figure: Figure,
    run: () => Promise<Result>,
  ): Promise<Result> {
    const running = jobs.get(figure)
    if (running !== undefined) return running
    const started = run().catch((error: unknown) => {
      problems.push(...problemsOf(error, figure.place))
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
    once(compositions, group, async () => {
      const { derivation, obstacle, request } = await chooseComposition(group, panels, project)
      const answer = request === undefined ? obstacle : await composeThere(request)
      if (answer !== undefined && 'artifact' in answer) return { record: answer, warnings: [] }
      const record = await composeHere(group, panels, derivation)
      return { record, warnings: answer === undefined ? [] : tellComposedHere(group, answer) }
    })

  /** By a service; or why it does not. */
  async function composeThere(request: FigureRequest): Promise<FigureRecord | Obstacle> {
    try {
      return await project.maker.make(request)
    } catch (error) {
      const { code, hint, message } = toProblem(error)
      if (passing.has(code)) return { message, hint: hint ?? 'The next build asks again.' }
      if (code !== 'panels-refused') throw error
      return rememberRefusal(request, message, project)
    }
  }

  function composeHere(
    group: ReadGroup,
    panels: readonly FigureRecord[],
    derivation: Derivation,
  ): Promise<FigureRecord> {
    return project.maker.derive(
      group.figure,
      derivation,
      async () => {
        const pictures = await Promise.all(panels.map((record) => readPanel(record, project)))
        return composePanels(pictures, group.options, project.config.fonts)
      },
      true,
    )
  }

  async function awaitRequest({ from, place, resolve }: DeferredFigure): Promise<FigureRequest> {
    const { origin } = from
    if (origin === undefined) throw new Error('figures are linked before they are made')
    const { record } = await makeOrigin(origin).catch((error: unknown) => {
      // The same code, so that what parks or exceeds the budget does so for both.
      const { code } = toProblem(error)
      const name = shortName(origin.figure, place.file)
      const message = `its source \`${name}\` could not be made`
      throw new ProblemsError([{ code, severity: 'error', message, place: from.place }])
    })
    const { problems, request } = resolve(await toAwaited(origin.figure, record, project))
    if (request !== undefined) return withJob(request, record, project)
    throw new ProblemsError(problems)
  }

  async function makeOrigin(origin: FigureOrGroup) {
    if (!('panels' in origin)) {
      const { record } = await make(origin)
      return { record, parts: [record] }
    }
    const panels = await Promise.all(origin.panels.map(make))
    const parts = panels.map(({ record }) => record)
    const { record } = await compose(origin, parts)
    return { record, parts }
  }

  return { make, compose, makeOrigin, problems }
}

/** A service may go on from the job that made the picture, where something is to be bought. */
async function withJob(
  request: FigureRequest,
  source: FigureRecord,
  project: Project,
): Promise<FigureRequest> {
  const { cache, frozen, spend } = project
  if (frozen || !spend || cache.peek(request.specDigest).state === 'hit') return request
  const job = await findJob(source, project)
  if (job === undefined) return request
  const { contentDigest } = source.artifact
  const inputs = request.inputs?.map((input) =>
    input.digest === contentDigest ? { ...input, job } : input,
  )
  return inputs === undefined ? request : { ...request, inputs }
}

function tellComposedHere({ composite, place }: ReadGroup, { hint, message }: Obstacle): Problem[] {
  return [
    {
      code: 'panels-refused',
      severity: 'warning',
      message: `figmill composed the panels itself: ${message}`,
      hint,
      place: composite?.place ?? place,
    },
  ]
}

/** A panel, as the larger picture takes it. */
async function readPanel(record: FigureRecord, project: Project) {
  const file = pictureOf(record)
  const { description } = record
  return { ...file, bytes: await readFile(file, project), description }
}
