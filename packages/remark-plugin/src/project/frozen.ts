import {
  type ContentDigest,
  digestDerivation,
  digestRequest,
  type FigureKey,
  type LockEntry,
  type Lockfile,
  type Problem,
  type SpecDigest,
  withPanels,
} from '@figmill/core'
import { deriveGroup } from './derive-group.js'
import { shortName } from './figure-graph.js'
import { documentOf } from './figure-parts.js'
import type { Stores } from './open-stores.js'
import type { DirectiveSummary, RequestSummary } from './summary.js'

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
  directives: readonly DirectiveSummary[],
  findEntry: FindLockEntry,
  project: Stores,
): Promise<Problem[]> {
  const problems = await Promise.all(
    directives.map((directive) => checkDirective(directive, findEntry, project)),
  )
  return problems.flat()
}

async function checkDirective(
  directive: DirectiveSummary,
  findEntry: FindLockEntry,
  project: Stores,
): Promise<Problem[]> {
  const { composite, composition, requests } = directive
  const problems: Problem[] = []
  const pictures: ContentDigest[] = []
  for (const request of requests) {
    if (request.specDigest === undefined) {
      const source = shortName(request.from, documentOf(request.figure))
      problems.push(missing(request, `the picture of its source \`${source}\` is not in the cache`))
      continue
    }
    const entry = findEntry(request.figure, request.specDigest)
    const problem = await checkPicture(request, entry, project)
    if (problem !== undefined) problems.push(problem)
    else if (entry !== undefined) pictures.push(entry.contentDigest)
  }
  if (problems.length > 0 || composition === undefined) return problems
  const { figure, place } = directive
  const asked = composite && digestRequest(withPanels(composite, pictures))
  // Where the service could not, it was composed here.
  const isAsked = asked !== undefined && findEntry(figure, asked)?.specDigest === asked
  const specDigest = isAsked
    ? asked
    : digestDerivation(deriveGroup(composition, pictures, project.config.fonts))
  const group = { figure, place, specDigest }
  const problem = await checkPicture(group, findEntry(figure, specDigest), project)
  return problem === undefined ? [] : [problem]
}

async function checkPicture(
  request: RequestSummary,
  entry: LockEntry | undefined,
  { cache }: Stores,
): Promise<Problem | undefined> {
  const { specDigest } = request
  if (entry === undefined) return missing(request, 'it is not in the lockfile')
  if (entry.specDigest !== specDigest) {
    return missing(request, 'it changed since the lockfile was written')
  }
  const here = cache.peek(specDigest)
  const found =
    here.state === 'hit'
      ? { state: here.state, value: { record: here.value } }
      : await cache.find(specDigest)
  if (found.state !== 'hit') {
    const detail = 'detail' in found ? ` (${found.state}: ${found.detail})` : ''
    return missing(request, `its picture is not in the cache${detail}`)
  }
  return found.value.record.artifact.contentDigest === entry.contentDigest
    ? undefined
    : missing(request, 'the cache holds another picture than the lockfile names')
}

function missing(
  { figure, place }: Pick<RequestSummary, 'figure' | 'place'>,
  why: string,
): Problem {
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
