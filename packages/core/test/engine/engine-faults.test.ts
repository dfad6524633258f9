import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pictureOf, type ServiceTraits } from '../../../../test/fake-service/fake-service.js'
import type { Fault } from '../../../emulators/src/faults.js'
import { digestContent } from '../../src/digest.js'
import { createWorld } from './engine-setup.js'
import { figureRequest } from './figure-request.js'
import { blow, expectOnePayment, figuresOf } from './one-payment.js'

const wire: Fault[] = ['refuse', 'reset-before', 'reset-after', 'hang', '429']
const answers: Fault[] = ['500-before', '500-after', 'invalid-json', 'html']
const jobs: Fault[] = ['stuck-task', 'lost-task', 'failed-task']
const pictures: Fault[] = [
  ...(['truncated-picture', 'wrong-picture', 'huge-picture', 'private-picture'] as const),
]

const faults = (kinds: readonly Fault[]) =>
  fc.array(fc.option(fc.constantFrom(...kinds), { nil: undefined, freq: 2 }), { maxLength: 8 })

const scenario = fc.record({
  traits: fc.record({
    mode: fc.constantFrom('sync', 'async'),
    charges: fc.constantFrom('on-accept', 'on-success', 'on-completion'),
    idempotency: fc.constantFrom('none', 'request-id'),
    recovery: fc.constantFrom('none', 'list', 'request-id'),
    batchSize: fc.constantFrom(1, 3),
    listSize: fc.constantFrom(20, 0),
    hints: fc.constantFrom('none', 'retry-after', 'x-ratelimit'),
  }),
  figures: figuresOf(['a', 'b', 'c', 'd', 'forbidden']),
  faults: fc.record({
    submit: faults([...wire, ...answers, ...jobs, ...pictures]),
    read: faults([...wire, ...answers]),
    picture: faults([...wire, ...pictures]),
  }),
  blows: fc.array(blow, { maxLength: 3 }),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never

async function play(played: Scenario): Promise<void> {
  const { faults, figures } = played
  const cap = 9
  const world = createWorld({
    traits: {
      ...(played.traits as Partial<ServiceTraits>),
      durationMs: (index) => 1_000 + 700 * index,
    },
    faultOf: (kind, index) => faults[kind][index],
    caps: [{ period: 'day', limit: cap }],
    keys: ['k1', 'k2'],
  })
  const { clock, service: books, traits } = world
  const isSentOnce = traits.idempotency === 'none' && !failsForNothing(played)
  const stage = { runs: world, clock, books, request: figureRequest, cap, isSentOnce }
  await expectOnePayment(stage, played)
  for (const { prompt, take } of figures) {
    const record = world.cache.records.get(figureRequest(prompt, take).specDigest)
    if (record === undefined) continue
    expect(record.artifact.contentDigest).toBe(digestContent(pictureOf(prompt)))
  }
}

/** A failure that costs nothing is proof enough to try again. */
const failsForNothing = ({ faults, traits }: Scenario) =>
  traits.charges === 'on-success' && faults.submit.includes('failed-task')

test('whatever fails, ends or stands still, a figure is charged once, and the ledger knows of it', async () => {
  await fc.assert(fc.asyncProperty(scenario, play), {
    numRuns: 400,
    interruptAfterTimeLimit: 20_000,
  })
})
