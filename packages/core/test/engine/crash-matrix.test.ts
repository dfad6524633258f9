import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { startFakeServer } from '../../../../test/fake-service/fake-server.js'
import {
  createFakeService,
  type FakeService,
  plainTraits,
  type ServiceTraits,
} from '../../../../test/fake-service/fake-service.js'
import { type FailPoint, failPoints } from '../../src/engine/fail-points.js'
import { openProcess, type ProcessOptions } from './engine-process.js'
import { figureRequest } from './figure-request.js'
import { allStates } from './ledger-machines.js'
import { memoryFolder } from './memory-folder.js'
import { createQuickClock } from './quick-clock.js'
import { startEngine } from './start-engine.js'

const prompts = ['a', 'b', 'c', 'd']
const price = plainTraits.price
const cap = price * prompts.length
const speed = 200
const durationMs = 2_000

type Traits = Pick<
  ServiceTraits,
  'mode' | 'charges' | 'idempotency' | 'recovery' | 'batchSize' | 'listSize'
>

const modes = ['sync', 'async'] as const
const charges = ['on-accept', 'on-success', 'on-completion'] as const
const proofs = [
  { idempotency: 'none', recovery: 'none' },
  { idempotency: 'none', recovery: 'list' },
  { idempotency: 'none', recovery: 'request-id' },
  { idempotency: 'request-id', recovery: 'none' },
] as const

/**
 * Every way to find out what became of a request, with every mode and moment of charging; each way
 * with and without batches, with and without a list.
 */
const combinations: Traits[] = modes
  .flatMap((mode) => charges.map((charges) => ({ mode, charges })))
  .flatMap((taking, row) =>
    proofs.map((proof, column) => ({
      ...taking,
      ...proof,
      batchSize: (row + column) % 2 === 0 ? 1 : 3,
      listSize: proof.recovery === 'list' || ((row >> 1) + column) % 2 === 0 ? 20 : 0,
    })),
  )

const isReached = (mode: Traits['mode'], point: FailPoint) =>
  mode === 'async' || !point.endsWith('-poll')

interface Scene {
  options: ProcessOptions
  service: FakeService
}

/** One kill: what the next run and the one after it make of what was left. */
async function survive({ options, service }: Scene, point: FailPoint, passing: number) {
  const stopAt = { point, passing, signal: 'SIGKILL' } as const
  const child = startEngine({ ...options, prompts, stopAt })
  const { signal } = await child.ended
  const safe = child.lines.flatMap((line) => line.match(/^made (.*)/)?.[1] ?? [])

  const second = await run(options)
  // What was taken is charged when it ends, whoever looks.
  await setTimeout((2 * durationMs) / speed)
  const after = { charges: service.charges().length, requests: { ...service.requests } }
  const third = await run(options)

  const charges = Map.groupBy(service.charges(), ({ prompt }) => prompt)
  for (const [prompt, { length }] of charges) expect(length, `charges of ${prompt}`).toBe(1)
  expect(third.kept).toBeLessThanOrEqual(cap)
  expect(service.charges().length * price, 'charged and not in the ledger').toBeLessThanOrEqual(
    third.kept,
  )
  for (const digest of safe) expect(third.hits).toContain(digest)
  expect(third).toEqual(second)
  expect(service.charges().length).toBe(after.charges)
  expect(service.requests.submits, 'sent by the third').toBe(
    after.requests.submits + replays(options, third),
  )
  return { ...third, wasKilled: signal === 'SIGKILL' }
}

/** Where the service recognises a request, one that is parked is repeated by each run. */
const replays = ({ traits }: ProcessOptions, { outcomes }: Awaited<ReturnType<typeof run>>) =>
  traits.idempotency === 'none' ? 0 : outcomes.filter((outcome) => outcome !== 'made').length

async function run(options: ProcessOptions) {
  const { cache, engine, ledger, make } = await openProcess(options)
  const settled = await Promise.allSettled(prompts.map(make))
  const outcomes = settled.map((outcome) => {
    if (outcome.status === 'fulfilled') return 'made'
    expect(outcome.reason).toMatchObject({ code: 'figure-parked', hint: expect.any(String) })
    return outcome.reason.code as string
  })
  const claims = ledger.list(allStates)
  const kept = claims.reduce((sum, { reserved, spent }) => sum + reserved + spent, 0)
  const digests = prompts.map((prompt) => figureRequest(prompt).specDigest)
  const found = await Promise.all(digests.map((digest) => cache.find(digest)))
  const hits = digests.filter((_, index) => found[index]?.state === 'hit')
  const states = claims.map(({ key, state }) => `${key} ${state}`)
  await engine.close()
  expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(hits.length)
  return { hits, kept, outcomes, states }
}

describe('a process that is killed', () => {
  test.each(combinations.map((traits) => ({ traits, name: Object.values(traits).join(', ') })))(
    'at any moment leaves nothing that is bought twice or lost: $name',
    {
      timeout: 120_000,
    },
    async ({ traits }) => {
      const folder = memoryFolder()
      const kills = failPoints
        .filter((point) => isReached(traits.mode, point))
        .flatMap((point) => [1, 2].map((passing) => ({ point, passing })))
      let next = 0
      let killed = 0
      const work = async () => {
        for (let kill = kills[next++]; kill !== undefined; kill = kills[next++]) {
          const { passing, point } = kill
          const own = join(folder, `${point}-${passing}`)
          mkdirSync(own)
          const startMs = Date.now()
          const all = { ...plainTraits, ...traits, durationMs: () => durationMs }
          const service = createFakeService({
            traits: all,
            clock: createQuickClock(startMs, speed),
          })
          const server = await startFakeServer(service)
          const options = {
            folder: own,
            origin: server.origin,
            traits: all,
            caps: [{ period: 'day' as const, limit: cap }],
            startMs,
            speed,
          }
          const end = await survive({ options, service }, point, passing).catch((error) => {
            throw new Error(`killed ${point}, passing ${passing}: ${error.message}`, {
              cause: error,
            })
          })
          await server.close()
          if (end.wasKilled) killed += 1
          if (traits.idempotency === 'request-id') expect(end.hits).toHaveLength(prompts.length)
        }
      }
      await Promise.all([work(), work()])
      expect(killed).toBe(kills.length)
    },
  )
})
