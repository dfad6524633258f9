import fc from 'fast-check'
import { expect } from 'vitest'
import type { VirtualClock } from '../../../../test/fake-service/virtual-clock.js'
import type { FigureRequest } from '../../src/figure-request.js'
import { type Books, expectBooked } from './books.js'
import { type createRuns, outcomesOf } from './engine-setup.js'
import { allStates } from './ledger-machines.js'
import { createMortal, type Mortal } from './mortal.js'

/** What happens to a run: it ends, or stands still for longer than its lease, at some moment. */
export const blow = fc.record({
  kind: fc.constantFrom('kill', 'freeze', 'nothing'),
  /** Fail points it passes before. */
  after: fc.nat({ max: 60 }),
})
type Blow = typeof blow extends fc.Arbitrary<infer Value> ? Value : never

/** Figures of these prompts, some in two takes. */
export const figuresOf = (prompts: readonly string[]) =>
  fc.uniqueArray(
    fc.record({ prompt: fc.constantFrom(...prompts), take: fc.constantFrom(undefined, 2) }),
    { minLength: 1, maxLength: 6, selector: ({ prompt, take }) => `${prompt} ${take}` },
  )

export interface Script {
  figures: readonly { prompt: string; take: number | undefined }[]
  blows: readonly Blow[]
}

/** A service in virtual time, and runs that buy from it. */
export interface Stage {
  runs: ReturnType<typeof createRuns>
  clock: VirtualClock
  books: Books
  request: (prompt: string, take?: number) => FigureRequest
  /** Credits that may be spent. */
  cap: number
  /** Whether nothing may be sent twice without a refusal in between. */
  isSentOnce: boolean
}

/** Codes of all ends that a figure may have. */
const explained = [
  ...['made', 'figure-parked', 'service-refused', 'service-failed', 'service-unavailable'],
  'budget-exceeded',
]

const leaseIsOverMs = 31_000

/** Whatever happens to runs, each figure is charged once, and the ledger knows of it. */
export async function expectOnePayment(stage: Stage, { blows, figures }: Script): Promise<void> {
  const { books, cap, clock, isSentOnce, request, runs } = stage
  const lives: Mortal[] = []
  for (const [index, blow] of blows.entries()) {
    lives.push(await runUntilBlow(stage, `run ${index}`, figures, blow))
  }
  // The last one shares its time with all that stood still.
  const last = await runs.startRun('last')
  const making = figures.map(({ prompt, take }) => last.make(prompt, take))
  for (const life of lives) life.thaw()
  const outcomes = await outcomesOf(clock, making)
  await clock.run(clock.sleep(60 * 60_000))

  for (const [prompt, { length }] of Map.groupBy(figures, ({ prompt }) => prompt)) {
    const charges = books.charges().filter((charge) => charge.prompt === prompt)
    const paid = charges.reduce((sum, { credits }) => sum + Math.sign(credits), 0)
    expect(paid, `charges of ${prompt}`).toBeLessThanOrEqual(length)
    if (!isSentOnce) continue
    const sent = books.unrefused.filter((other) => other === prompt)
    expect(sent.length, `sendings of ${prompt}`).toBeLessThanOrEqual(length)
  }
  const claims = await last.ledger.list(allStates)
  const kept = claims.reduce((sum, { reserved, spent }) => sum + reserved + spent, 0)
  expect(kept).toBeLessThanOrEqual(cap)
  const keyOf = ({ prompt, take }: Script['figures'][number]) => request(prompt, take).specDigest
  const promptOf = new Map(figures.map((figure) => [keyOf(figure), figure.prompt]))
  const adopted = claims.flatMap(({ handle, key }) =>
    handle === undefined ? [] : { job: handle.id, prompt: promptOf.get(key) ?? '' },
  )
  expectBooked(books, kept, adopted)
  for (const { key, state } of claims) {
    if (state === 'done') expect(runs.cache.records.has(key)).toBe(true)
  }
  for (const [index, figure] of figures.entries()) {
    if (outcomes[index] === 'made')
      expect((await last.ledger.find(keyOf(figure)))?.state).toBe('done')
    expect(explained).toContain(outcomes[index])
  }
  await clock.run(last.engine.close())
}

/** Runs until its end, or until the blow: a process that stands still goes on beside the next one. */
async function runUntilBlow(
  { clock, runs }: Stage,
  name: string,
  figures: Script['figures'],
  { after, kind }: Blow,
): Promise<Mortal> {
  const life = createMortal()
  let passed = 0
  const struck = new Promise<void>((resolve) => {
    const passPoint = () => {
      if (passed++ !== after || kind === 'nothing') return
      if (kind === 'kill') life.kill()
      else life.freeze()
      resolve()
    }
    void runs.startRun(name, { life, passPoint }).then(async ({ engine, make }) => {
      await Promise.allSettled(figures.map(({ prompt, take }) => make(prompt, take)))
      await engine.close()
      resolve()
    })
  })
  await clock.run(struck)
  await clock.run(clock.sleep(leaseIsOverMs))
  return life
}
