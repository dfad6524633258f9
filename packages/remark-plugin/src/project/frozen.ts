import {
  digestDerivation,
  type FigureKey,
  type FigureRecord,
  type LockEntry,
  type Lockfile,
  type PlannedFigure,
  type Problem,
  type SpecDigest,
} from '@figmill/core'
import type { DocumentFigure } from '../read-document.js'
import { documentOf } from './lock.js'
import { deriveGroup, keyOf, placeOf, requestsOf } from './make-figures.js'
import type { Project } from './open-project.js'

/** The lockfile's line for a figure: by its name, or by its digest for text that has no file. */
export type FindLockEntry = (figure: FigureKey, specDigest: SpecDigest) => LockEntry | undefined

export function findByName(lockfile: Lockfile): FindLockEntry {
  return (figure) => lockfile.get(figure)
}

export function findByDigest(lockfile: Lockfile): FindLockEntry {
  const byDigest = new Map([...lockfile.values()].map((entry) => [entry.specDigest, entry]))
  return (_, specDigest) => byDigest.get(specDigest)
}

/** Every figure that a build which may make nothing cannot show, each with the command that makes it. */
export async function checkFrozen(
  figures: readonly DocumentFigure[],
  planned: readonly PlannedFigure[],
  findEntry: FindLockEntry,
  project: Project,
): Promise<Problem[]> {
  const byKey = new Map(planned.map((figure) => [figure.request.figure, figure]))
  const problems = await Promise.all(
    figures.map(async (figure) => {
      const panels = requestsOf(figure).map((request) => byKey.get(request.figure))
      const missing = panels.flatMap((panel) =>
        panel ? (checkFigure(panel, findEntry) ?? []) : [],
      )
      if (missing.length > 0 || figure.kind === 'figure') return missing
      const records = panels.flatMap((panel) => panel?.record ?? [])
      return (await checkGroup(figure, records, findEntry, project)) ?? []
    }),
  )
  return problems.flat()
}

function checkFigure(planned: PlannedFigure, findEntry: FindLockEntry): Problem | undefined {
  const { detail, record, request, state } = planned
  const entry = findEntry(request.figure, request.specDigest)
  const { figure, place } = request
  if (entry === undefined) return missing(figure, place, 'it is not in the lockfile')
  if (entry.specDigest !== request.specDigest) {
    return missing(figure, place, 'it changed since the lockfile was written')
  }
  if (record === undefined) {
    const why = detail === undefined ? '' : ` (${state}: ${detail})`
    return missing(figure, place, `its picture is not in the cache${why}`)
  }
  if (record.artifact.contentDigest !== entry.contentDigest) {
    return missing(figure, place, 'the cache holds another picture than the lockfile names')
  }
  return undefined
}

async function checkGroup(
  figure: DocumentFigure & { kind: 'figures' },
  records: readonly FigureRecord[],
  findEntry: FindLockEntry,
  project: Project,
): Promise<Problem | undefined> {
  const key = keyOf(figure)
  const specDigest = digestDerivation(deriveGroup(figure.group.options, records))
  const entry = findEntry(key, specDigest)
  if (entry === undefined) return missing(key, placeOf(figure), 'it is not in the lockfile')
  if (entry.specDigest !== specDigest) {
    return missing(key, placeOf(figure), 'it changed since the lockfile was written')
  }
  const found = await project.cache.find(specDigest)
  if (found.state !== 'hit') {
    return missing(key, placeOf(figure), 'its picture is not in the cache')
  }
  return undefined
}

function missing(figure: string, place: Problem['place'], why: string): Problem {
  return {
    code: 'figure-missing',
    severity: 'error',
    message: `\`${figure}\` is missing: ${why}`,
    hint: `Make it with: figmill build ${quote(documentOf(figure))}`,
    place,
  }
}

function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
