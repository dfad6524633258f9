import type { Claim, ClaimState, Receipt } from './ledger.js'

/** What of a claim a receipt can change. Credits. */
export type ClaimChange = Pick<Claim, 'state' | 'handle' | 'reserved' | 'spent' | 'reason'>

type Before = ClaimChange & Pick<Claim, 'sendings'>

const mayHaveLeft: readonly ClaimState[] = ['submitting', 'unknown']
const open: readonly ClaimState[] = ['submitting', 'submitted', 'unknown']

/**
 * What a receipt proves about a claim, or nothing when the claim is past that. It moves states in
 * one direction only, so that late and repeated receipts do no harm.
 */
export function applyReceipt(claim: Before, receipt: Receipt): ClaimChange | undefined {
  const { handle, reserved, state } = claim
  switch (receipt.kind) {
    case 'accepted':
      if (!mayHaveLeft.includes(state)) return undefined
      return {
        ...claim,
        state: 'submitted',
        handle: receipt.handle,
        reserved: receipt.credits ?? reserved,
        reason: undefined,
      }
    case 'answered':
      if (!mayHaveLeft.includes(state)) return undefined
      return { ...claim, state: 'submitted', reserved: receipt.credits, reason: undefined }
    case 'rejected':
      if (!mayHaveLeft.includes(state)) return undefined
      // Of two sendings one may have been taken, whatever became of the other.
      if (claim.sendings > 1) return { ...claim, state: 'unknown', reason: receipt.reason }
      return { state: 'failed', handle, reserved: 0, spent: 0, reason: receipt.reason }
    case 'unknown':
      if (state !== 'submitting') return undefined
      return { ...claim, state: 'unknown', reason: receipt.reason }
    case 'failed':
      if (!open.includes(state)) return undefined
      return {
        state: 'failed',
        handle,
        reserved: 0,
        spent: receipt.credits,
        reason: receipt.reason,
      }
    case 'lost':
      if (!open.includes(state)) return undefined
      return { state: 'lost', handle, reserved: 0, spent: reserved, reason: receipt.reason }
    case 'stored':
      if (state === 'done') return undefined
      return { state: 'done', handle, reserved: 0, spent: receipt.credits, reason: undefined }
    case 'reconciled':
      return applyVerdict(claim, receipt.verdict)
  }
}

function applyVerdict(
  { handle, reserved, state }: ClaimChange,
  verdict: Extract<Receipt, { kind: 'reconciled' }>['verdict'],
): ClaimChange | undefined {
  if (verdict === 'again') {
    // What it cost stays in the totals; the claim begins anew.
    if (state !== 'failed' && state !== 'lost' && state !== 'done') return undefined
    return {
      state: 'failed',
      handle: undefined,
      reserved: 0,
      spent: 0,
      reason: 'to be bought again',
    }
  }
  if (!open.includes(state)) return undefined
  return verdict === 'paid'
    ? {
        state: 'lost',
        handle,
        reserved: 0,
        spent: reserved,
        reason: 'charged, as a person found out',
      }
    : {
        state: 'failed',
        handle,
        reserved: 0,
        spent: 0,
        reason: 'not charged, as a person found out',
      }
}
