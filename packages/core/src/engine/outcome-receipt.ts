import type { SubmitOutcome } from '../providers/provider.js'
import type { Claim, Receipt } from './ledger.js'

/** What of an outcome is kept for ever. */
export function toReceipt(outcome: SubmitOutcome): Receipt {
  switch (outcome.status) {
    case 'accepted':
      return { kind: 'accepted', handle: outcome.handle, credits: outcome.costCredits }
    case 'done':
      return { kind: 'answered', credits: outcome.costCredits }
    case 'rejected':
      return { kind: 'rejected', reason: outcome.error.message }
    case 'unknown':
      return { kind: 'unknown', reason: outcome.reason }
  }
}

/** What was paid for and is in our hands is followed up even when the ledger takes no receipt of it. */
export function holdingOf(claim: Claim, outcome: SubmitOutcome): Claim | undefined {
  if (outcome.status === 'accepted') {
    return { ...claim, state: 'submitted', handle: outcome.handle }
  }
  return outcome.status === 'done' ? { ...claim, state: 'submitted' } : undefined
}
