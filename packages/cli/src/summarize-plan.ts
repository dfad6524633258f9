import type { CostEstimate, PlannedFigure, Provider } from '@figmill/core'

/** What a build does about a picture. A paid one is only made when it is known to be missing. */
export type PlannedAction = 'none' | 'make' | 'blocked'

export interface PlanSummary {
  /** Distinct pictures: equal requests are made once, so they are counted and paid once. */
  cached: number
  toMake: number
  blocked: number
  /** For another picture, to start from. */
  waiting: number
  credits: number
  /** `mixed`: some estimates are upper and some lower bounds. */
  bound: CostEstimate['bound'] | 'mixed'
}

export function actionOf(
  { request, state }: PlannedFigure,
  providers: ReadonlyMap<string, Provider>,
): PlannedAction {
  if (state === 'hit') return 'none'
  if (state === 'missing') return 'make'
  const { charges } = providers.get(request.request.provider)?.capabilities ?? {}
  return charges === 'never' ? 'make' : 'blocked'
}

/**
 * Counts what a build would do, and adds up what that costs.
 *
 * @param waiting What each picture may cost that waits for another one.
 */
export function summarizePlan(
  planned: readonly PlannedFigure[],
  providers: ReadonlyMap<string, Provider>,
  waiting: readonly CostEstimate[] = [],
): PlanSummary {
  const distinct = [...new Map(planned.map((one) => [one.request.specDigest, one])).values()]
  const withAction = (wanted: PlannedAction) =>
    distinct.filter((one) => actionOf(one, providers) === wanted)
  const toMake = withAction('make')
  return {
    cached: withAction('none').length,
    toMake: toMake.length,
    blocked: withAction('blocked').length,
    waiting: waiting.length,
    ...addUp([...toMake.map(({ estimate }) => estimate), ...waiting]),
  }
}

/** A sum is as sure as the least sure of its parts. */
function addUp(estimates: readonly CostEstimate[]): Pick<PlanSummary, 'credits' | 'bound'> {
  const credits = estimates.reduce((sum, estimate) => sum + estimate.credits, 0)
  const bounds = new Set(estimates.map(({ bound }) => bound))
  if (bounds.has('upper')) return { credits, bound: bounds.has('lower') ? 'mixed' : 'upper' }
  return { credits, bound: bounds.has('lower') ? 'lower' : 'exact' }
}
