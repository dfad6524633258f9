import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import type { SpecDigest } from '../../src/digest.js'
import type {
  Cap,
  Claim,
  ClaimState,
  HeldClaim,
  Ledger,
  Receipt,
  Verdict,
} from '../../src/engine/ledger.js'
import { openSqliteLedger } from '../../src/engine/sqlite-ledger.js'
import type { FigureError } from '../../src/errors.js'

export const allStates: readonly ClaimState[] = [
  'leased',
  'submitting',
  'submitted',
  'done',
  'failed',
  'unknown',
  'lost',
]

export const leaseMs = 30_000

/** What becomes of a request that leaves a machine. */
export type Fate = 'accepted' | 'answered' | 'rejected' | 'lost-taken' | 'lost-untaken'

/** How a job ends. */
export type JobEnd = 'stored' | 'failed' | 'failed-free' | 'lost'

/** Something a machine is in the middle of. */
type Holding =
  | { at: 'claimed' | 'intended' | 'watching' | 'unknown'; claim: Claim }
  | { at: 'answered'; claim: Claim; receipt: Receipt }

interface Machine {
  ledger: Ledger
  owner: string
  holdings: Holding[]
}

export interface MachinesOptions {
  path: string
  caps: readonly Cap[]
  /** Whether the service recognises a request it took before. */
  isIdempotent: boolean
}

export const maxCredits = 2

/** Machines that share a ledger and a service; each step of each can be taken at any time. */
export async function createMachines({ caps, isIdempotent, path }: MachinesOptions) {
  let now = Date.UTC(2026, 0, 1, 23, 50)
  const clock = { now: () => now, sleep: async () => {} }
  const ended = new Set<string>()
  /** Request ids that the service charged for, by key: what a person bought again is forgiven. */
  const charged = new Map<SpecDigest, string[]>()
  const taken = new Set<string>()
  const ends = new Map<string, JobEnd>()
  const delivered: { held: HeldClaim; receipt: Receipt }[] = []
  let forgiven = 0
  let started = 0

  async function start(): Promise<Machine> {
    const owner = `machine ${started++}`
    const ledger = await openSqliteLedger({
      path,
      clock,
      leaseMs,
      owner,
      run: owner,
      isOver: (other) => ended.has(other),
    })
    return { ledger, owner, holdings: [] }
  }
  const machines = [await start(), await start(), await start()]

  async function deliver({ ledger }: Machine, held: HeldClaim, receipt: Receipt): Promise<Claim> {
    delivered.push({ held, receipt })
    return ledger.receive(held, receipt)
  }

  /** The service's side of a sending. */
  function take({ key, requestId }: Claim): void {
    if (isIdempotent && taken.has(requestId)) return
    taken.add(requestId)
    charged.set(key, [...(charged.get(key) ?? []), requestId])
  }

  function post(claim: Claim, fate: Fate): Receipt {
    switch (fate) {
      case 'accepted':
        take(claim)
        return { kind: 'accepted', handle: { provider: 'fake', id: claim.requestId } }
      case 'answered':
        take(claim)
        return { kind: 'answered', credits: maxCredits }
      case 'rejected':
        // Too many requests: said before the service looks whether it knows this one.
        return { kind: 'rejected', reason: 'too many requests' }
      case 'lost-taken':
        take(claim)
        return { kind: 'unknown', reason: 'reset' }
      case 'lost-untaken':
        return { kind: 'unknown', reason: 'reset' }
    }
  }

  /** A job ends in one way, whoever looks; one that fails for nothing is given back. */
  function endOf({ key, requestId }: Claim, wanted: JobEnd): Receipt {
    const end = ends.get(requestId) ?? wanted
    ends.set(requestId, end)
    if (end === 'failed-free') {
      const others = charged.get(key)?.filter((other) => other !== requestId) ?? []
      charged.set(key, others)
    }
    switch (end) {
      case 'stored':
        return { kind: 'stored', credits: 1.5 }
      case 'failed':
        return { kind: 'failed', reason: 'no picture', credits: 1 }
      case 'failed-free':
        return { kind: 'failed', reason: 'no picture, no charge', credits: 0 }
      case 'lost':
        return { kind: 'lost', reason: 'gone' }
    }
  }

  /** What a machine does next with something it holds. */
  async function advance(machine: Machine, index: number, fate: Fate, end: JobEnd): Promise<void> {
    const [holding] = machine.holdings.splice(index % Math.max(1, machine.holdings.length), 1)
    if (holding === undefined) return
    const { claim } = holding
    switch (holding.at) {
      case 'unknown':
      case 'claimed':
        if (await machine.ledger.intend(claim, 'k1')) {
          machine.holdings.push({ at: 'intended', claim })
        }
        return
      case 'intended': {
        machine.holdings.push({ at: 'answered', claim, receipt: post(claim, fate) })
        return
      }
      case 'answered': {
        const after = await deliver(machine, claim, holding.receipt)
        const { kind } = holding.receipt
        if (kind === 'accepted' || kind === 'answered') {
          machine.holdings.push({ at: 'watching', claim: after })
        }
        if (kind === 'unknown' && isIdempotent && after.state === 'unknown') {
          machine.holdings.push({ at: 'unknown', claim: after })
        }
        return
      }
      case 'watching':
        await deliver(machine, claim, endOf(claim, end))
    }
  }

  return {
    machines,
    charged,
    delivered,
    forgiven: () => forgiven,
    now: () => now,
    wait(ms: number) {
      now += ms
    },
    advance,

    async claim({ holdings, ledger }: Machine, key: SpecDigest): Promise<void> {
      const result = await ledger.claim(
        {
          key,
          figure: key.slice(0, 4),
          provider: key.startsWith('a') ? 'one' : 'two',
          operation: 'draw',
          request: '{}',
          maxCredits,
        },
        caps,
      )
      if (result.status === 'claimed') holdings.push({ at: 'claimed', claim: result.claim })
      if (result.status === 'submitted') {
        const isMissing = result.claim.handle === undefined
        if (!isMissing) holdings.push({ at: 'watching', claim: result.claim })
        else if (isIdempotent) holdings.push({ at: 'unknown', claim: result.claim })
      }
      if (result.status === 'unknown' && isIdempotent) {
        holdings.push({ at: 'unknown', claim: result.claim })
      }
    },

    /** A receipt that arrives once more, from whoever, at any later time. */
    async repeat(machine: Machine, index: number): Promise<void> {
      const answers = delivered.filter(({ receipt }) => receipt.kind !== 'reconciled')
      const again = answers[index % Math.max(1, answers.length)]
      if (again !== undefined) await deliver(machine, again.held, again.receipt)
    },

    /** The process ends; another starts on the same machine. */
    async kill(index: number): Promise<void> {
      const victim = machines[index] as Machine
      ended.add(victim.owner)
      machines[index] = await start()
    },

    /** A person looks up the truth and says it, never while a request may still leave. */
    async reconcile({ ledger }: Machine, key: SpecDigest, wants: Verdict): Promise<void> {
      const claim = await ledger.find(key)
      if (claim === undefined) return
      const mayLeave = machines.some(({ holdings }) =>
        holdings.some(({ at, claim }) => claim.key === key && at !== 'watching'),
      )
      if (mayLeave) return
      const isCharged = charged.get(key)?.includes(claim.requestId) ?? false
      const verdict = wants === 'again' ? wants : isCharged ? 'paid' : 'not-paid'
      const before = claim.spent
      const after = await ledger
        .receive(claim, { kind: 'reconciled', verdict })
        .catch((error: FigureError) => {
          // Somebody still looks after it.
          expect(error.code).toBe('usage')
        })
      if (after === undefined) return
      delivered.push({ held: claim, receipt: { kind: 'reconciled', verdict } })
      if (verdict !== 'again' || !['failed', 'lost', 'done'].includes(claim.state)) return
      forgiven += before - after.spent
      charged.delete(key)
    },

    async close(): Promise<void> {
      for (const { ledger } of machines) await ledger.close()
    },
  }
}

export type Machines = Awaited<ReturnType<typeof createMachines>>

/** The sums a ledger keeps, and those of its claims, in millionths of a credit. */
export function readSums(path: string) {
  const database = new DatabaseSync(path, { readOnly: true })
  const sum = (from: string) =>
    database
      .prepare(
        `SELECT coalesce(sum(reserved), 0) reserved, coalesce(sum(spent), 0) spent FROM ${from}`,
      )
      .get() as { reserved: number; spent: number }
  try {
    return {
      claims: sum('claims'),
      days: sum("totals WHERE period LIKE 'day:%'"),
      runs: sum("totals WHERE period LIKE 'run:%'"),
    }
  } finally {
    database.close()
  }
}
