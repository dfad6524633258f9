import type {
  Derivation,
  FigureRecord,
  FigureRequest,
  Provider,
  RequestInput,
  SpecDigest,
} from '@figmill/core'
import type { Ledger } from '@figmill/core/internal-engine'
import type { ReadGroup } from '../document-figure.js'
import { deriveGroup, requestComposite } from './derive-group.js'
import { isOpen } from './is-open.js'
import type { Project } from './open-project.js'
import { createBoughtFinder } from './read-lockfile.js'

/** How the panels of a group become one picture. */
export interface Composition {
  /** What figmill does itself, for nothing. */
  derivation: Derivation
  /** What a service is asked instead. */
  request?: FigureRequest | undefined
  /** Why the service is not asked that the author named. */
  reason?: string | undefined
}

/**
 * Has a service put panels together that it made itself, with one key, and still may know; figmill
 * does it otherwise. What was bought before, or is under way, is gone on with in any case.
 */
export async function chooseComposition(
  group: ReadGroup,
  panels: readonly FigureRecord[],
  project: Project,
): Promise<Composition> {
  const { cache, config, frozen, paid, providers, spend } = project
  const digests = panels.map(({ artifact }) => artifact.contentDigest)
  const here: Composition = { derivation: deriveGroup(group.options, digests, config.fonts) }
  const request = requestComposite(group, digests)
  if (request === undefined) return here
  const { specDigest } = request
  if (frozen) return isLocked(specDigest, project) ? { ...here, request } : here
  // Only of what is missing is known that it was not bought.
  if (cache.peek(specDigest).state === 'hit') return { ...here, request }
  if ((await cache.find(specDigest)).state !== 'missing') return { ...here, request }
  if (!spend) {
    return { ...here, reason: 'nothing is bought while watching or with `--offline`' }
  }
  const { ledger } = await paid.ledger()
  const claim = ledger.find(specDigest)
  if (claim !== undefined && isOpen(claim)) return { ...here, request }
  const refused = ledger.recall(refusalOf(specDigest))
  if (typeof refused === 'string') return { ...here, reason: refused }
  const inputs = panels.map((panel) => toInput(panel, ledger, project))
  const reason = whyNot(inputs, providers.get(request.request.provider)?.service)
  return reason === undefined ? { ...here, request: { ...request, inputs } } : { ...here, reason }
}

/** Keeps in mind that a service does not put these panels together: it is not asked again. */
export async function rememberRefusal(
  { specDigest }: FigureRequest,
  reason: string,
  { paid }: Project,
): Promise<void> {
  const { ledger } = await paid.ledger()
  await ledger.remember(refusalOf(specDigest), reason)
}

function refusalOf(specDigest: SpecDigest): string {
  return `panels-refused ${specDigest}`
}

/** A panel, with the job that made it where that is known. */
function toInput(
  { artifact, specDigest, taskId }: FigureRecord,
  ledger: Ledger,
  { cache }: Project,
): RequestInput {
  const { contentDigest: digest, mediaType, sizeBytes } = artifact
  const job = ledger.find(specDigest)?.handle
  const file = { path: cache.blobPath(digest), digest, sizeBytes, mediaType }
  return job === undefined || job.id !== taskId ? file : { ...file, job }
}

/** Why a service cannot put some panels together, as far as is known here. */
function whyNot(panels: readonly RequestInput[], service: Provider['service']): string | undefined {
  const unknown = panels.findIndex(({ job }) => job === undefined)
  if (unknown >= 0) return `the job that made panel ${unknown + 1} is not known on this machine`
  const [key, ...keys] = new Set(panels.map(({ job }) => job?.keyFingerprint))
  if (keys.length > 0) return 'its panels were made with several keys'
  if (!service?.keys.includes(key ?? '')) return 'the key that its panels were made with is gone'
  const moved = panels.find(({ job }) => job?.origin !== service.origin)
  return moved && `its panels were made at \`${moved.job?.origin}\``
}

function isLocked(specDigest: SpecDigest, project: Project): boolean {
  return createBoughtFinder(project)(specDigest) !== undefined
}
