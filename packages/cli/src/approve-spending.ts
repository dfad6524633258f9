import { FigureError } from '@figmill/core'
import type { PaidPlan } from 'remark-figmill/internal-project'
import { askYes, canAsk } from './ask-on-terminal.js'
import type { CommandContext } from './command.js'
import { count } from './count.js'

/** What figures cost: `at most 40 credits of fake`. */
export function tellCredits({ credits, deferred, missing }: PaidPlan): string {
  return [...credits]
    .map(([provider, amount]) => {
      const bounds = [
        ...missing
          .filter(({ request }) => request.request.provider === provider)
          // What is added up is the most that a lower bound can become, where that is known.
          .map(({ estimate: { bound, mostCredits } }) =>
            bound === 'lower' && mostCredits !== undefined ? 'upper' : bound,
          ),
        // One that waits for its source may turn out to be there.
        ...deferred.filter(({ likely }) => likely.provider === provider).map(() => 'upper'),
      ]
      const sign = bounds.includes('lower')
        ? 'at least '
        : bounds.includes('upper')
          ? 'at most '
          : ''
      return `${sign}${count(amount, 'credit')} of ${provider}`
    })
    .join(', ')
}

/**
 * Asks on a terminal before much is spent. In CI and in pipes nobody can answer: there the budget
 * decides.
 */
export function createApproval(
  { options, terminal }: CommandContext,
  confirmAbove: number,
): (plan: PaidPlan) => Promise<void> {
  return async (plan) => {
    const total = [...plan.credits.values()].reduce((sum, amount) => sum + amount, 0)
    if (total <= confirmAbove) return
    if (options.yes || !canAsk(terminal)) return
    const what = `${count(plan.missing.length + plan.deferred.length, 'figure')} to buy, ${tellCredits(plan)}`
    if (await askYes(`${what}. Go on?`, terminal)) return
    throw new FigureError('budget-exceeded', `nothing was bought: ${what}`, {
      hint: 'Answer `y`, or say `--yes`; `budget.confirmAbove` sets from where on you are asked.',
    })
  }
}
