import {
  type CostEstimate,
  type Place,
  type PlannedFigure,
  type Problem,
  type ProviderRequest,
  planFigures,
  type SpecDigest,
  withoutKey,
} from '@figmill/core'
import type { CapState, Claim } from '@figmill/core/internal-engine'
import type { DocumentFigure, FigureOrigin } from '../document-figure.js'
import { askedOf, isDeferred, neededPictures, picturesOf } from './figure-parts.js'
import { isOpen } from './is-open.js'
import type { Project } from './open-project.js'
import { planComposites, type WaitingPicture } from './plan-composites.js'
import { throwIfErrors } from './problems.js'
import { createBoughtFinder } from './read-lockfile.js'

/** What of a build takes money. Equal requests count once. */
export interface PaidPlan {
  /** To be bought. */
  missing: PlannedFigure[]
  /** Bought before: the service has them, or nobody knows. Nothing is sent for them. */
  underWay: { planned: PlannedFigure; claim: Claim }[]
  /** Bought on another machine, as the lockfile says: not bought again by itself. */
  elsewhere: PlannedFigure[]
  /** To be bought when the pictures are there that they start from. */
  deferred: WaitingPicture[]
  /** Most credits that will be spent, by provider. */
  credits: ReadonlyMap<string, number>
  /** Limits that what is missing would break, as far as estimates tell. */
  broken: CapState[]
}

/** Looks into cache and ledger, not at services. Without a paid miss no ledger is opened. */
export async function planPaid(
  figures: readonly DocumentFigure[],
  project: Project,
): Promise<PaidPlan> {
  const paid = neededPictures(figures).filter((figure) => {
    const { charges = 'never' } =
      project.providers.get(askedOf(figure).provider)?.capabilities ?? {}
    return charges !== 'never'
  })
  const composites = await planComposites(figures, project)
  const waiting = [...paid.filter(isDeferred), ...composites.waiting]
  const requests = [...paid.flatMap(({ request }) => request ?? []), ...composites.requests]
  const planned = await planFigures(requests, project)
  const distinct = new Map(planned.map((one) => [one.request.specDigest, one]))
  const missed = [...distinct.values()].filter(({ state }) => state === 'missing')
  if (missed.length === 0 && waiting.length === 0) {
    return {
      missing: [],
      underWay: [],
      elsewhere: [],
      deferred: [],
      credits: new Map(),
      broken: [],
    }
  }
  const { caps, ledger } = await project.paid.ledger()
  const underWay: PaidPlan['underWay'] = []
  const missing: PlannedFigure[] = []
  const elsewhere: PlannedFigure[] = []
  const findBought = createBoughtFinder(project)
  const credits = new Map<string, number>()
  // What is reserved when it is bought: where an estimate is a lower bound, it can be more.
  const add = (provider: string, { credits: least, mostCredits = least }: CostEstimate) =>
    void credits.set(provider, (credits.get(provider) ?? 0) + mostCredits)
  for (const one of missed) {
    const claim = await ledger.find(one.request.specDigest)
    if (claim !== undefined && isOpen(claim)) {
      underWay.push({ planned: one, claim })
      continue
    }
    if (claim === undefined && findBought(one.request.specDigest) !== undefined) {
      elsewhere.push(one)
      continue
    }
    missing.push(one)
    add(one.request.request.provider, one.estimate)
  }
  // What waits for them waits until they are brought.
  const absent = new Set(elsewhere.map(({ request }) => request.specDigest))
  const deferred = waiting.filter(({ from }) => !waitsFor(from, absent))
  for (const one of deferred) add(one.likely.provider, estimateDeferred(one, project))
  const states = await Promise.all(caps.map(ledger.capState))
  const broken = states.filter((state) => isBroken(state, credits))
  return { missing, underWay, elsewhere, deferred, credits, broken }
}

/** Whether one of some pictures is among those that are waited for. */
function waitsFor({ origin }: FigureOrigin, pictures: ReadonlySet<SpecDigest>): boolean {
  if (origin === undefined) return false
  return picturesOf(origin).some((picture) =>
    isDeferred(picture)
      ? waitsFor(picture.from, pictures)
      : pictures.has(picture.request.specDigest),
  )
}

/**
 * What a figure may cost whose request is not known yet: nothing, should it turn out to be one that
 * was made before.
 */
export function estimateDeferred(
  { likely }: WaitingPicture,
  { providers }: Pick<Project, 'providers'>,
): CostEstimate {
  const estimate = providers.get(likely.provider)?.estimate(likely)
  if (estimate === undefined) throw new Error('a figure was read without its provider')
  return estimate.bound === 'exact' ? { ...estimate, bound: 'upper' } : estimate
}

/**
 * Asks whether what is missing may be bought, in runs that may buy anything.
 *
 * @throws {ProblemsError} every figure that is sure to be bought and whose service has no key,
 *   before any is bought.
 */
export async function approvePaid(
  figures: readonly DocumentFigure[],
  project: Project,
  approve?: (plan: PaidPlan) => Promise<void>,
): Promise<void> {
  if (project.frozen || !project.spend) return
  const plan = await planPaid(figures, project)
  const { deferred, missing } = plan
  if (missing.length + deferred.length === 0) return
  // What starts from a picture that is bought now is new; the others may turn out to be there.
  const bought = new Set(missing.map(({ request }) => request.specDigest))
  const surelyNew = deferred.filter(({ from }) => waitsFor(from, bought))
  throwIfErrors([
    ...missing.flatMap(({ request }) => checkKeys(request.request, request.place, project)),
    ...surelyNew.flatMap(({ likely, place }) => checkKeys(likely, place, project)),
  ])
  await approve?.(plan)
}

function checkKeys(
  { provider: name }: ProviderRequest,
  place: Place,
  { providers }: Project,
): Problem[] {
  const { service } = providers.get(name) ?? {}
  if (service !== undefined && service.keys.length > 0) return []
  const { code, hint, message } = withoutKey({ name, service })
  return [{ code, severity: 'error', message, hint, place }]
}

function isBroken({ cap, reserved, spent }: CapState, credits: PaidPlan['credits']): boolean {
  const { creditPrice, limit, provider } = cap
  const wanted = [...credits]
    .filter(([name]) => provider === undefined || provider === name)
    .reduce((sum, [name, amount]) => sum + amount * (creditPrice ? (creditPrice[name] ?? 0) : 1), 0)
  return wanted > 0 && spent + reserved + wanted > limit
}
