import type {
  Derivation,
  FigureRecord,
  FigureRequest,
  RequestInput,
  SpecDigest,
} from '@figmill/core'
import type { ReadGroup } from '../document-figure.js'
import { deriveGroup, requestComposite } from './derive-group.js'
import { findJob } from './find-job.js'
import { isOpen } from './is-open.js'
import { nothingIsBought } from './open-engine.js'
import type { Project } from './open-project.js'
import { createBoughtFinder } from './read-lockfile.js'

/** Why a service does not put panels together, and what can be done about it. */
export interface Obstacle {
  message: string
  hint: string
}

/** How the panels of a group become one picture. */
export interface Composition {
  /** What figmill does itself, for nothing. */
  derivation: Derivation
  /** What a service is asked instead. */
  request?: FigureRequest | undefined
  /** Why the service is not asked that the author named. */
  obstacle?: Obstacle | undefined
}

/**
 * Has a service put panels together that it made itself, with one key, and still may know; figmill
 * does it otherwise. What was bought before, here or elsewhere, or is under way, is gone on with in
 * any case.
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
  const isLocked = () => createBoughtFinder(project)(specDigest) !== undefined
  if (frozen) return isLocked() ? { ...here, request } : here
  // Only of what is missing is known that it was not bought.
  if (cache.peek(specDigest).state === 'hit') return { ...here, request }
  if ((await cache.find(specDigest)).state !== 'missing') return { ...here, request }
  if (!spend) return isLocked() ? { ...here, request } : { ...here, obstacle: mustNotSpend }
  const ledger = paid.hasLedger() ? (await paid.ledger()).ledger : undefined
  const inputs = await Promise.all(panels.map((panel) => toInput(panel, project)))
  const there = { ...here, request: { ...request, inputs } }
  const claim = await ledger?.find(specDigest)
  if (claim === undefined ? isLocked() : isOpen(claim)) return there
  const refused = await ledger?.recall(refusalOf(specDigest))
  const obstacle =
    typeof refused === 'string'
      ? toObstacle(refused)
      : findObstacle(inputs, request.request.provider, providers)
  return obstacle === undefined ? there : { ...here, obstacle }
}

const mustNotSpend: Obstacle = {
  message: nothingIsBought,
  hint: 'Have it bought with `figmill warm` or `figmill build`, or leave `compose` out.',
}

/** Keeps in mind that a service does not put these panels together: it is not asked again. */
export async function rememberRefusal(
  { specDigest }: FigureRequest,
  message: string,
  { paid }: Project,
): Promise<Obstacle> {
  const { ledger } = await paid.ledger()
  await ledger.remember(refusalOf(specDigest), message)
  return toObstacle(message)
}

function toObstacle(message: string): Obstacle {
  const hint =
    'It is not asked again for these panels. Have them made anew, or leave `compose` out.'
  return { message, hint }
}

function refusalOf(specDigest: SpecDigest): string {
  return `panels-refused ${specDigest}`
}

/** A panel, with the job that made it where that is known. */
async function toInput(panel: FigureRecord, project: Project): Promise<RequestInput> {
  const { contentDigest: digest, mediaType, sizeBytes } = panel.artifact
  const file = { path: project.cache.blobPath(digest), digest, sizeBytes, mediaType }
  const job = await findJob(panel, project)
  return job === undefined ? file : { ...file, job }
}

/** Why a service cannot put some panels together, as far as is known here. */
function findObstacle(
  panels: readonly RequestInput[],
  name: string,
  providers: Project['providers'],
): Obstacle | undefined {
  const service = providers.get(name)?.service
  const unknown = panels.findIndex(({ job }) => job === undefined)
  if (unknown >= 0) {
    return {
      message: `the job that made panel ${unknown + 1} is not known on this machine`,
      hint: 'Build on the machine that bought the panels, or leave `compose` out.',
    }
  }
  const [key, ...keys] = new Set(panels.map(({ job }) => job?.keyFingerprint))
  if (keys.length > 0) {
    return {
      message: 'its panels were made with several keys',
      hint: `Configure one key of \`${name}\` before panels are bought, or leave \`compose\` out.`,
    }
  }
  if (!service?.keys.includes(key ?? '')) {
    return {
      message: 'the key that its panels were made with is gone',
      hint: `Configure that key of \`${name}\` again, or leave \`compose\` out.`,
    }
  }
  const moved = panels.find(({ job }) => job?.origin !== service.origin)
  return (
    moved && {
      message: `its panels were made at \`${moved.job?.origin}\``,
      hint: `Leave \`services.${name}.baseUrl\` as it was, or leave \`compose\` out.`,
    }
  )
}
