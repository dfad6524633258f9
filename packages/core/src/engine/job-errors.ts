import { FigureError } from '../errors.js'
import type { CapState, Claim } from './ledger.js'

/** What a person is told of a job that does not end in this run; all say that nothing is bought twice. */

export function parked(claim: Claim, reason: string): FigureError {
  const reconcile = `what \`${claim.provider}\` charged, then say so: figmill reconcile ${quote(claim.figure)} --paid | --not-paid`
  const hint =
    claim.state === 'submitted'
      ? `The next build looks again, and buys nothing. If it never comes, see ${reconcile}`
      : `See ${reconcile}`
  return new FigureError('figure-parked', `\`${claim.provider}\`: ${reason}`, { hint })
}

/**
 * A claim that is closed without a picture.
 *
 * @param advice What to do about its reason, where that is known.
 */
export function closed(
  { figure, provider, reason, spent, state }: Claim,
  advice?: string,
): FigureError {
  const toHint = (text: string) => (advice === undefined ? text : `${advice} ${text}`)
  const why = reason ?? 'it gave no reason'
  if (state === 'failed' && spent === 0) {
    return new FigureError('service-failed', `\`${provider}\` made no picture: ${why}`, {
      hint: toHint('It cost nothing. The next build asks for it again.'),
    })
  }
  const price = `${spent} credit${spent === 1 ? '' : 's'}`
  const again = `It is not bought again by itself. To pay for it once more: figmill reconcile ${quote(figure)} --again`
  if (state === 'done') {
    return new FigureError(
      'cache-corrupt',
      `the picture was bought from \`${provider}\` for ${price}, and it is gone from the cache`,
      { hint: `Restore the cache folder or the shared cache. ${again}` },
    )
  }
  const what = state === 'lost' ? 'lost the picture' : 'made no picture'
  return new FigureError(
    'service-failed',
    `\`${provider}\` was paid ${price} and ${what}: ${why}`,
    { hint: toHint(again) },
  )
}

export function overBudget({ cap, reserved, spent }: CapState, wanted: number): FigureError {
  const whose = cap.provider === undefined ? '' : ` of \`${cap.provider}\``
  const when = cap.period === 'run' ? 'this run' : 'today'
  const parts = [
    `${cap.limit}${cap.creditPrice === undefined ? '' : ' of money'} allowed ${when}`,
    `${round(spent)} spent`,
    `${round(reserved)} reserved`,
  ]
  return new FigureError(
    'budget-exceeded',
    `it may cost ${round(wanted)} ${wanted === 1 ? 'credit' : 'credits'}, and the budget${whose} has no room: ${parts.join(', ')}`,
    {
      hint: 'Raise `--max-credits` or the `budget` of the configuration. What was bought is kept.',
    },
  )
}

export function interrupted(): FigureError {
  return new FigureError('interrupted', 'it was not sent: the run was interrupted', {
    hint: 'Run it again. Nothing was charged for it.',
  })
}

export function stillRunning(claim: Claim): FigureError {
  const message = `\`${claim.provider}\` still works on it${nameJob(claim)}`
  return new FigureError('interrupted', message, {
    hint: 'Run it again: it is picked up, not bought again.',
  })
}

export function notFetched(claim: Claim): FigureError {
  return new FigureError(
    'interrupted',
    `\`${claim.provider}\` has made it${nameJob(claim)}, and the run was interrupted before it was fetched`,
    { hint: 'Run it again: it is fetched, not bought again.' },
  )
}

function nameJob({ handle }: Claim): string {
  return handle === undefined ? '' : ` as \`${handle.id}\``
}

function round(credits: number): number {
  return Math.round(credits * 100) / 100
}

function quote(text: string): string {
  return /^[\w./#-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
