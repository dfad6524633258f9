import fc from 'fast-check'
import { describe, test } from 'vitest'
import { createVirtualClock } from '../../../../../test/fake-service/virtual-clock.js'
import { createDirectSend } from '../../../../emulators/src/direct-send.js'
import type { Fault, RequestKind } from '../../../../emulators/src/faults.js'
import type { Send } from '../../../src/http/send-once.js'
import { createRuns } from '../../engine/engine-setup.js'
import { blow, expectOnePayment, figuresOf, type Script } from '../../engine/one-payment.js'
import { createAdapter, mostCredits, services } from './adapter.js'
import { createEmulator, readBooks } from './emulated-service.js'

const faults = Object.keys({
  refuse: 0,
  'reset-before': 0,
  'reset-after': 0,
  hang: 0,
  drip: 0,
  429: 0,
  '500-before': 0,
  '500-after': 0,
  '503-before': 0,
  '503-after': 0,
  'invalid-json': 0,
  html: 0,
  'huge-answer': 0,
  'truncated-picture': 0,
  'wrong-picture': 0,
  'huge-picture': 0,
  'private-picture': 0,
  'stuck-task': 0,
  'lost-task': 0,
  'failed-task': 0,
} satisfies Record<Fault, 0>) as Fault[]
const kinds = ['submit', 'read', 'picture'] as const

interface Scenario extends Script {
  /** By kind of request, in the order in which they come. */
  faults: Readonly<Record<RequestKind, readonly (Fault | undefined)[]>>
  /** Milliseconds that requests, and then their answers, are on their way, one after the other. */
  delays: readonly number[]
}

const prompts = ['A drawing of an owl', 'A drawing of a fox', 'A drawing of an elk']

/** In virtual time. */
async function play(service: string, { delays, faults, ...script }: Scenario): Promise<void> {
  const clock = createVirtualClock()
  const origin = 'http://service.example'
  const emulator = createEmulator(service, {
    clock,
    origin,
    durationMs: (index) => 1_000 + 700 * index,
    faultOf: (kind, index) => faults[kind][index],
  })
  const { provider, request } = createAdapter(service, origin)
  // One figure too many.
  const cap = script.figures
    .slice(1)
    .reduce((sum, { prompt }) => sum + mostCredits(provider, request(prompt)), 0)
  const direct = createDirectSend(emulator.handle)
  let sent = 0
  const send: Send = async (call) => {
    const delay = () => clock.sleep(delays[sent++ % delays.length] ?? 0)
    await delay()
    const answer = await direct(call)
    await delay()
    return answer
  }
  const runs = createRuns({ caps: [{ period: 'day', limit: cap }], clock, provider, request, send })
  const isSentOnce =
    provider.capabilities.idempotency === 'none' && !faults.submit.includes('failed-task')
  const books = readBooks(emulator, prompts)
  await expectOnePayment({ runs, clock, books, request, cap, isSentOnce }, script)
}

/** One run gives a picture up, and another that stood still finds it whole. */
const givenUpAndFound: Scenario = {
  faults: { submit: [], read: [], picture: ['truncated-picture'] },
  delays: [],
  figures: prompts.slice(1).map((prompt) => ({ prompt, take: undefined })),
  blows: [
    { kind: 'freeze', after: 5 },
    { kind: 'nothing', after: 0 },
  ],
}

describe.each(services)('%s is paid once for a figure, and the ledger knows of it', (service) => {
  test.each(kinds.flatMap((kind) => faults.map((fault) => ({ kind, fault }))))(
    'when a $kind meets $fault',
    async ({ fault, kind }) => {
      const plain = {
        blows: [{ kind: 'nothing', after: 0 }] as const,
        delays: [100],
        figures: prompts.map((prompt) => ({ prompt, take: undefined })),
      }
      const none = { submit: [], read: [], picture: [] }
      const often = faults.map(() => fault)
      await play(service, { ...plain, faults: { ...none, [kind]: [undefined, fault] } })
      await play(service, { ...plain, faults: { ...none, [kind]: often } })
    },
  )

  const script = fc.array(fc.option(fc.constantFrom(...faults), { nil: undefined, freq: 2 }), {
    maxLength: 8,
  })
  const scenario = fc.record({
    faults: fc.record({ submit: script, read: script, picture: script }),
    delays: fc.array(fc.nat({ max: 10_000 }), { maxLength: 5 }),
    figures: figuresOf(prompts),
    blows: fc.array(blow, { maxLength: 3 }),
  })
  test('whatever fails, ends or stands still', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, (played) => play(service, played)),
      { numRuns: 60, interruptAfterTimeLimit: 10_000, examples: [[givenUpAndFound]] },
    )
  })
})
