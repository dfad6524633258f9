import type { SQLOutputValue } from 'node:sqlite'
import type { SpecDigest } from '../digest.js'
import type { JobHandle } from '../providers/provider.js'
import type { Claim, ClaimState, ListedClaim, Receipt, StoredReceipt } from './ledger.js'

export type Row = Record<string, SQLOutputValue>

/** Money is counted in millionths of a credit: sums of fractions must be exact. */
const unit = 1e6
export const toUnits = (credits: number) => Math.round(credits * unit)
export const toCredits = (units: SQLOutputValue | undefined) => Number(units ?? 0) / unit

export function toClaim(row: Row): Claim {
  const key = String(row.key) as SpecDigest
  const attempt = Number(row.attempt)
  return {
    key,
    figure: String(row.figure),
    provider: String(row.provider),
    operation: String(row.operation),
    state: row.state as ClaimState,
    attempt,
    fence: Number(row.fence),
    sender: typeof row.sender === 'string' ? row.sender : undefined,
    requestId: `${key.slice(0, 32)}-${attempt}`,
    handle: typeof row.handle === 'string' ? (JSON.parse(row.handle) as JobHandle) : undefined,
    reserved: toCredits(row.reserved),
    spent: toCredits(row.spent),
    sendings: Number(row.sendings),
    sentAt: row.sent_at === null ? undefined : Number(row.sent_at),
    updatedAt: Number(row.updated_at),
    reason: typeof row.reason === 'string' ? row.reason : undefined,
  }
}

export function toListedClaim(row: Row): ListedClaim {
  return { ...toClaim(row), request: typeof row.request === 'string' ? row.request : undefined }
}

export function toReceipt(row: Row): StoredReceipt {
  return {
    key: String(row.key) as SpecDigest,
    attempt: Number(row.attempt),
    at: Number(row.at),
    receipt: JSON.parse(String(row.receipt)) as Receipt,
  }
}
