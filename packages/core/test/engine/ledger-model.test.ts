import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digestRequest } from '../../src/digest.js'
import type { Cap } from '../../src/engine/ledger.js'
import { canonicalJson } from '../../src/json.js'
import {
  allStates,
  createMachines,
  type Fate,
  type JobEnd,
  leaseMs,
  type Machines,
  readSums,
} from './ledger-machines.js'
import { memoryFolder } from './memory-folder.js'

const keys = ['a', 'b', 'c', 'd'].map((prompt) =>
  digestRequest({ provider: 'fake', operation: 'draw', body: { prompt } }),
)

const step = fc.record({
  does: fc.constantFrom(
    ...(['claim', 'claim', 'advance', 'advance', 'advance', 'advance', 'advance'] as const),
    ...(['repeat', 'kill', 'wait', 'renew', 'reconcile'] as const),
  ),
  machine: fc.nat({ max: 2 }),
  pick: fc.nat({ max: 30 }),
  fate: fc.constantFrom<Fate>('accepted', 'answered', 'rejected', 'lost-taken', 'lost-untaken'),
  end: fc.constantFrom<JobEnd>('stored', 'stored', 'failed', 'failed-free', 'lost'),
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

async function take(machines: Machines, { does, end, fate, machine, pick }: Step): Promise<void> {
  const actor = machines.machines[machine]
  const key = keys[pick % keys.length]
  if (actor === undefined || key === undefined) return
  switch (does) {
    case 'claim':
      return machines.claim(actor, key)
    case 'advance':
      return machines.advance(actor, pick, fate, end)
    case 'repeat':
      return machines.repeat(actor, pick)
    case 'kill':
      return machines.kill(machine)
    case 'wait':
      // Some leases end, or the day does.
      return machines.wait((pick % 3) * leaseMs + 1)
    case 'renew':
      return actor.ledger.renew()
    case 'reconcile':
      return machines.reconcile(actor, key, pick % 2 === 0 ? 'again' : 'paid')
  }
}

async function expectSafe(machines: Machines, caps: readonly Cap[], path: string): Promise<void> {
  for (const [key, charges] of machines.charged) {
    if (charges.length > 1) throw new Error(`${key} was charged ${charges.length} times`)
  }
  for (const { ledger } of machines.machines) {
    for (const cap of caps) {
      const { reserved, spent } = await ledger.capState(cap)
      expect(spent + reserved).toBeLessThanOrEqual(cap.limit)
    }
  }
  const [first] = machines.machines
  const claims = (await first?.ledger.list(allStates)) ?? []
  for (const claim of claims) {
    const receipts = (await first?.ledger.receipts(claim.key)) ?? []
    const wanted = machines.delivered.filter(({ held }) => held.key === claim.key)
    expect(receipts.map(({ receipt }) => canonicalJson(receipt))).toEqual(
      wanted.map(({ receipt }) => canonicalJson(receipt)),
    )
    if (claim.state === 'done') {
      const stored = receipts.filter(
        ({ attempt, receipt }) => receipt.kind === 'stored' && attempt === claim.attempt,
      )
      expect(stored).not.toEqual([])
    }
    // What may have been charged is never free to be claimed, nor forgotten in the budget.
    const mayBeCharged = machines.charged.get(claim.key)?.includes(claim.requestId)
    if (mayBeCharged) expect(claim.state).not.toBe('leased')
    if (mayBeCharged && claim.state !== 'done') {
      expect(claim.reserved + claim.spent).toBeGreaterThan(0)
    }
  }
  const sums = readSums(path)
  const spent = sums.claims.spent + machines.forgiven() * 1e6
  expect(sums.days).toEqual({ reserved: sums.claims.reserved, spent })
  expect(sums.runs).toEqual({ reserved: sums.claims.reserved, spent })
}

test.each([
  { isIdempotent: false, service: 'forgets what it was asked' },
  { isIdempotent: true, service: 'recognises a repeated request' },
])(
  'machines that die, freeze and repeat themselves pay once where the service $service',
  async ({ isIdempotent }) => {
    const folder = memoryFolder()
    let runs = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }),
        fc.integer({ min: 3, max: 9 }),
        async (steps, room) => {
          const path = join(folder, `ledger-${runs++}.sqlite`)
          const caps: Cap[] = [
            { period: 'run', limit: room - 1 },
            { period: 'day', limit: room },
            { period: 'day', provider: 'one', limit: room - 0.5 },
          ]
          const machines = await createMachines({ path, caps, isIdempotent })
          try {
            for (const next of steps) {
              await take(machines, next)
              await expectSafe(machines, caps, path)
            }
          } finally {
            await machines.close()
          }
        },
      ),
      { numRuns: 150, interruptAfterTimeLimit: 20_000 },
    )
  },
)
