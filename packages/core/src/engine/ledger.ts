import type { SpecDigest } from '../digest.js'
import type { FigureKey } from '../events.js'
import type { JsonValue } from '../json.js'
import type { JobHandle } from '../providers/provider.js'

/**
 * Where a paid request stands. `leased`: somebody is about to send it. `submitting`: it may have
 * left. `submitted`: the service has it. `done`: the picture is in the cache. `failed`: it came to
 * nothing. `unknown`: it may have been taken, and nobody can tell. `lost`: it was taken, and what
 * came of it is gone.
 */
export type ClaimState =
  | 'leased'
  | 'submitting'
  | 'submitted'
  | 'done'
  | 'failed'
  | 'unknown'
  | 'lost'

/** The one row of a request: at most one submission of it is ever under way. */
export interface Claim {
  key: SpecDigest
  figure: FigureKey
  provider: string
  operation: string
  state: ClaimState
  /** Submissions of this request, from 1; the next one starts only when the last cost nothing. */
  attempt: number
  /** Rises each time somebody else takes the claim over: whoever holds a lower one has lost it. */
  fence: number
  /** The same for every sending of this attempt, for services that recognise it. */
  requestId: string
  /** Fingerprint of the key it was sent with. */
  sender: string | undefined
  handle: JobHandle | undefined
  /** Credits. Reserved until the outcome is known, at the most they can be. */
  reserved: number
  spent: number
  /** How often this attempt may have left: more than once only under its `requestId`. */
  sendings: number
  /** Milliseconds since the epoch; of the first sending. */
  sentAt: number | undefined
  updatedAt: number
  /** Why it is parked, failed or lost. */
  reason: string | undefined
}

export interface ListedClaim extends Claim {
  /** Canonical JSON of what was or will be sent, until the outcome is known. */
  request: string | undefined
}

/** What must be known of a request before anything is sent. */
export interface ClaimRequest {
  key: SpecDigest
  figure: FigureKey
  provider: string
  operation: string
  /** Canonical JSON of what will be sent. */
  request: string
  /** The most it can cost, in credits. */
  maxCredits: number
}

/** This run, today (UTC), or since there is a ledger. */
export type Period = 'run' | 'day' | 'ever'

/** A limit on spending, checked when something is claimed. */
export interface Cap {
  /** Counts what was spent and reserved in this run, or today (UTC). */
  period: 'run' | 'day'
  /** Of one provider; of all without it. */
  provider?: string | undefined
  limit: number
  /** Money for each credit of a provider, where the limit is in money; one for one without it. */
  creditPrice?: Readonly<Record<string, number>> | undefined
}

export interface CapState {
  cap: Cap
  spent: number
  reserved: number
}

/** Somebody's right to work on a claim, until another takes it over. */
export type HeldClaim = Pick<Claim, 'key' | 'attempt' | 'fence' | 'requestId'>

export type ClaimResult =
  /** Ours, with the money reserved: nothing has been sent. */
  | { status: 'claimed'; claim: Claim }
  /** Ours to go on with: the service has the request. */
  | { status: 'submitted'; claim: Claim }
  /** Ours to find out about: it may have been sent. */
  | { status: 'unknown'; claim: Claim }
  /** Another process is at it. */
  | { status: 'held'; claim: Claim }
  /** Finished, failed at a charge, or lost: nothing more is sent for it. */
  | { status: 'closed'; claim: Claim }
  | { status: 'over-budget'; state: CapState }

/** What came of a submission, as it is kept for ever. Credits where the service said them. */
export type Receipt =
  | { kind: 'accepted'; handle: JobHandle; credits?: number | undefined }
  /** The answer holds the picture itself. */
  | { kind: 'answered'; credits: number }
  /** Refused, with proof that nothing was charged. */
  | { kind: 'rejected'; reason: string }
  | { kind: 'unknown'; reason: string }
  /** The service gave it up; `credits` is what it keeps, and `hint` what a person can do. */
  | { kind: 'failed'; reason: string; hint?: string | undefined; credits: number }
  /** The service knows nothing of it any more. */
  | { kind: 'lost'; reason: string }
  /** The picture is on the disk. */
  | { kind: 'stored'; credits: number }
  /** What a person found out. */
  | { kind: 'reconciled'; verdict: Verdict }

/** `paid`: it was charged and is gone; `not-paid`: it never was; `again`: buy it once more. */
export type Verdict = 'paid' | 'not-paid' | 'again'

export interface StoredReceipt {
  key: SpecDigest
  attempt: number
  /** Milliseconds since the epoch. */
  at: number
  receipt: Receipt
}

/** Credits by provider. */
export interface Total {
  provider: string
  spent: number
  reserved: number
}

/**
 * Who may send what, and what it costs: the only door to a paid request. Every change is on the
 * disk when its promise resolves. All times are milliseconds since the epoch.
 */
export interface Ledger {
  /** Rejects with `ledger-unavailable` when it cannot be read or written, here and below. */
  find(key: SpecDigest): Promise<Claim | undefined>
  list(states: readonly ClaimState[]): Promise<ListedClaim[]>
  /** Ids of the jobs of a service that belong to a figure. */
  jobIds(provider: string): Promise<ReadonlySet<string>>
  receipts(key: SpecDigest): Promise<StoredReceipt[]>
  /** Claims a request and reserves its price in one step, or says why not. */
  claim(wanted: ClaimRequest, caps: readonly Cap[]): Promise<ClaimResult>
  /**
   * Writes down that the request is about to leave, with a key of this fingerprint. False when the
   * claim was lost: then nothing may be sent.
   */
  intend(held: HeldClaim, sender: string): Promise<boolean>
  /**
   * Keeps a receipt whoever holds the claim by now, and moves the claim as far as the receipt
   * proves: a late answer turns `unknown` into what it was.
   */
  receive(held: HeldClaim, receipt: Receipt): Promise<Claim>
  /** Gives back a claim of which nothing was sent. */
  release(held: HeldClaim): Promise<void>
  /** Tells others that this process is alive. */
  renew(): Promise<void>
  /** What was spent and is reserved. */
  totals(period: Period): Promise<Total[]>
  capState(cap: Cap): Promise<CapState>
  /** A value kept for later runs, such as how long a service takes. */
  remember(name: string, value: JsonValue): Promise<void>
  recall(name: string): Promise<JsonValue | undefined>
  /** Ends this process's claims to life and lets go of the file. */
  close(): Promise<void>
}
