import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Fault,
  pictureOf,
  type ServiceTraits,
} from '../../../../test/fake-service/fake-service.js'
import { digestContent } from '../../src/digest.js'
import { createWorld, outcomesOf, type World } from './engine-setup.js'
import { figureRequest } from './figure-request.js'
import { allStates } from './ledger-machines.js'
import { createMortal, type Mortal } from './mortal.js'

const wire: Fault[] = ['refuse', 'reset-before', 'reset-after', 'hang', '429']
const answers: Fault[] = ['500-before', '500-after', 'invalid-json', 'html']
const jobs: Fault[] = ['stuck-job', 'lost-job', 'failed-job']
const pictures: Fault[] = [
  ...(['truncated-picture', 'wrong-picture', 'huge-picture', 'private-picture'] as const),
]

const faults = (kinds: readonly Fault[]) =>
  fc.array(fc.option(fc.constantFrom(...kinds), { nil: undefined, freq: 2 }), { maxLength: 8 })

/** What happens to a run: it ends, or stands still for longer than its lease, at some moment. */
const blow = fc.record({
  kind: fc.constantFrom('kill', 'freeze', 'nothing'),
  /** Fail points it passes before. */
  after: fc.nat({ max: 60 }),
})

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
  figures: fc.uniqueArray(
    fc.record({
      prompt: fc.constantFrom('a', 'b', 'c', 'd', 'forbidden'),
      take: fc.constantFrom(undefined, 2),
    }),
    { minLength: 1, maxLength: 6, selector: ({ prompt, take }) => `${prompt} ${take}` },
  ),
  faults: fc.record({
    submit: faults([...wire, ...answers, ...jobs, ...pictures]),
    read: faults([...wire, ...answers]),
    picture: faults([...wire, ...pictures]),
  }),
  blows: fc.array(blow, { maxLength: 3 }),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never

const leaseIsOverMs = 31_000

function createScenarioWorld({ faults, traits }: Scenario): World {
  return createWorld({
    traits: { ...(traits as Partial<ServiceTraits>), durationMs: (index) => 1_000 + 700 * index },
    faultOf: (kind, index) => faults[kind][index],
    caps: [{ period: 'day', limit: 9 }],
    keys: ['k1', 'k2'],
  })
}

/** Runs until its end, or until the blow: a process that stands still goes on beside the next one. */
async function runUntilBlow(
  world: World,
  name: string,
  { blows, figures }: Pick<Scenario, 'figures'> & { blows: Scenario['blows'][number] },
): Promise<Mortal> {
  const { clock, startRun } = world
  const life = createMortal()
  let passed = 0
  const struck = new Promise<void>((resolve) => {
    const passPoint = () => {
      if (passed++ !== blows.after || blows.kind === 'nothing') return
      if (blows.kind === 'kill') life.kill()
      else life.freeze()
      resolve()
    }
    void startRun(name, { life, passPoint }).then(async ({ engine, make }) => {
      await Promise.allSettled(figures.map(({ prompt, take }) => make(prompt, take)))
      await engine.close()
      resolve()
    })
  })
  await clock.run(struck)
  await clock.run(clock.sleep(leaseIsOverMs))
  return life
}

async function expectOnePayment(played: Scenario): Promise<void> {
  const world = createScenarioWorld(played)
  const { cache, clock, service, startRun, traits } = world
  const { figures } = played
  const lives: Mortal[] = []
  for (const [index, blows] of played.blows.entries()) {
    lives.push(await runUntilBlow(world, `run ${index}`, { blows, figures }))
  }
  // The last one shares its time with all that stood still.
  const last = await startRun('last')
  const making = figures.map(({ prompt, take }) => last.make(prompt, take))
  for (const life of lives) life.thaw()
  const outcomes = await outcomesOf(clock, making)
  await clock.run(clock.sleep(60 * 60_000))

  for (const prompt of new Set(figures.map(({ prompt }) => prompt))) {
    const wanted = figures.filter((figure) => figure.prompt === prompt).length
    const charges = service.charges().filter((charge) => charge.prompt === prompt)
    expect(charges.length, `charges of ${prompt}`).toBeLessThanOrEqual(wanted)
    if (traits.idempotency === 'none' && !failsForNothing(played)) {
      const sent = service.unrefused.filter((other) => other === prompt)
      expect(sent.length, `sendings of ${prompt}`).toBeLessThanOrEqual(wanted)
    }
  }
  const claims = last.ledger.list(allStates)
  const kept = claims.reduce((sum, { reserved, spent }) => sum + reserved + spent, 0)
  const charged = service.charges().reduce((sum, { credits }) => sum + credits, 0)
  expect(kept).toBeLessThanOrEqual(9)
  expect(charged, 'what the books say and the ledger does not').toBeLessThanOrEqual(kept)
  const adopted = claims.flatMap(({ handle }) => handle?.id ?? [])
  expect(new Set(adopted).size, 'jobs that belong to one figure each').toBe(adopted.length)
  for (const { key, state } of claims) {
    if (state === 'done') expect(cache.records.has(key)).toBe(true)
  }
  for (const [index, { prompt, take }] of figures.entries()) {
    const { specDigest } = figureRequest(prompt, take)
    const record = cache.records.get(specDigest)
    if (record !== undefined) {
      expect(record.artifact.contentDigest).toBe(digestContent(pictureOf(prompt)))
    }
    if (outcomes[index] === 'made') expect(last.ledger.find(specDigest)?.state).toBe('done')
    expect(explained).toContain(outcomes[index])
  }
  await clock.run(last.engine.close())
}

/** A failure that costs nothing is proof enough to try again. */
const failsForNothing = ({ faults, traits }: Scenario) =>
  traits.charges === 'on-success' && faults.submit.includes('failed-job')

const explained = [
  ...['made', 'figure-parked', 'service-refused', 'service-failed', 'service-unavailable'],
  'budget-exceeded',
]

test('whatever fails, ends or stands still, a figure is charged once, and the ledger knows of it', async () => {
  await fc.assert(fc.asyncProperty(scenario, expectOnePayment), {
    numRuns: 400,
    interruptAfterTimeLimit: 20_000,
  })
})
