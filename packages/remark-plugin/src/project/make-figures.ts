import {
  type Artifact,
  composePanels,
  type Derivation,
  FigureError,
  type FigureRecord,
  type MediaType,
  type Problem,
  rasterize,
  rendererVersion,
  toProblem,
} from '@figmill/core'
import type { DocumentFigure } from '../read-document.js'
import { deriveGroup } from './derive-group.js'
import { keyOf, placeOf, requestsOf } from './figure-parts.js'
import type { Project } from './open-project.js'
import { throwIfErrors } from './problems.js'

/** What became of one directive. */
export interface MadeFigure {
  /** The picture the author asked for: what the lockfile names. */
  record: FigureRecord
  /** The same picture as the output's language takes it. */
  published: FigureRecord
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
        const published = await toPublished(figure, record, project)
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
    ),
    async () => {
      const panels = await Promise.all(records.map((record) => readArtifact(record, project)))
      return composePanels(panels, group.options)
    },
  )
}

/** Pixels per CSS pixel: about 300 per inch when a picture of usual width fills a text column. */
const printScale = 3

/** LaTeX takes no SVG, so it gets the picture in pixels; every other language takes it as it is. */
async function toPublished(
  figure: DocumentFigure,
  record: FigureRecord,
  project: Project,
): Promise<FigureRecord> {
  const { artifact } = record
  if (project.config.flavour !== 'latex' || artifact.mediaType !== 'image/svg+xml') return record
  const derivation: Derivation = {
    transform: 'rasterize',
    inputs: [artifact.contentDigest],
    parameters: { renderer: rendererVersion, scale: printScale },
  }
  return project.maker.derive(keyOf(figure), derivation, async () => {
    const { bytes, description } = await readArtifact(record, project)
    const picture = await rasterize(new TextDecoder().decode(bytes), artifact.width, printScale)
    return { ...picture, mediaType: 'image/png', description }
  })
}

async function readArtifact(record: FigureRecord, project: Project): Promise<Artifact> {
  const { contentDigest, height, mediaType, width } = record.artifact
  const found = await project.cache.readBlob(contentDigest)
  if (found.state !== 'hit') {
    throw new FigureError('cache-unavailable', 'a panel that was in the cache cannot be read', {
      hint: 'Build again; if that does not help, check the cache folder.',
    })
  }
  const { description } = record
  return { bytes: found.value, mediaType: mediaType as MediaType, width, height, description }
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
