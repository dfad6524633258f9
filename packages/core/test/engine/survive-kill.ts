import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import { type FailPoint, failPoints } from '../../src/engine/fail-points.js'
import type { ProviderCapabilities } from '../../src/providers/provider.js'
import { type Books, expectBooked } from './books.js'
import { openProcess, type ProcessOptions } from './engine-process.js'
import { allStates } from './ledger-machines.js'
import { startEngine } from './start-engine.js'

/** When a process ends: on its n-th way past a point, from 1. */
export interface Kill {
  point: FailPoint
  passing: number
}

/** Every moment that figures of a service pass. */
export function killsOf(mode: ProviderCapabilities['mode']): Kill[] {
  return failPoints
    .filter((point) => mode === 'async' || !point.endsWith('-poll'))
    .flatMap((point) => [1, 2].map((passing) => ({ point, passing })))
}

/** Lets a process die in each of these ways, two at a time, each in a folder of its own. */
export async function forEachKill(
  kills: readonly Kill[],
  parent: string,
  live: (kill: Kill, folder: string) => Promise<void>,
): Promise<void> {
  const waiting = [...kills]
  const work = async () => {
    for (let kill = waiting.shift(); kill !== undefined; kill = waiting.shift()) {
      const { passing, point } = kill
      const folder = join(parent, `${point}-${passing}`)
      mkdirSync(folder)
      await live(kill, folder).catch((error) => {
        throw new Error(`killed ${point}, passing ${passing}: ${error.message}`, { cause: error })
      })
    }
  }
  await Promise.all([work(), work()])
}

export interface Scene {
  options: ProcessOptions
  books: Books
  prompts: readonly string[]
  /** Credits that the options allow in all. */
  cap: number
  /** Real milliseconds after which everything that was taken has ended. */
  settledMs: number
}

/** One kill: what the next run and the one after it make of what was left. */
export async function survive({ books, cap, options, prompts, settledMs }: Scene, kill: Kill) {
  const child = startEngine({ ...options, prompts, stopAt: { ...kill, signal: 'SIGKILL' } })
  const { signal } = await child.ended
  expect(signal).toBe('SIGKILL')
  const safe = child.lines.flatMap((line) => line.match(/^made (.*)/)?.[1] ?? [])

  const second = await run(options, prompts)
  // What was taken is charged when it ends, whoever looks.
  await setTimeout(settledMs)
  const after = { charges: books.charges().length, submits: books.requests.submits }
  const third = await run(options, prompts)

  const charges = Map.groupBy(books.charges(), ({ prompt }) => prompt)
  for (const [prompt, { length }] of charges) expect(length, `charges of ${prompt}`).toBe(1)
  expect(third.kept).toBeLessThanOrEqual(cap)
  expectBooked(books, third.kept, third.adopted)
  for (const digest of safe) expect(third.hits).toContain(digest)
  // A list tells more when nothing else is on its way that could have made what it shows.
  expect(third.hits).toEqual(expect.arrayContaining(second.hits))
  expect(third.kept).toBe(second.kept)
  expect(books.charges().length).toBe(after.charges)
  const replays = third.isReplayed ? third.parked : 0
  expect(books.requests.submits, 'sent by the third').toBe(after.submits + replays)
  return third
}

async function run(options: ProcessOptions, prompts: readonly string[]) {
  const { cache, engine, ledger, make, provider, request } = await openProcess(options)
  const settled = await Promise.allSettled(prompts.map(make))
  for (const outcome of settled) {
    if (outcome.status === 'fulfilled') continue
    expect(outcome.reason).toMatchObject({ code: 'figure-parked', hint: expect.any(String) })
  }
  const claims = await ledger.list(allStates)
  const kept = claims.reduce((sum, { reserved, spent }) => sum + reserved + spent, 0)
  const promptOf = new Map(prompts.map((prompt) => [request(prompt).specDigest, prompt]))
  const digests = [...promptOf.keys()]
  const found = await Promise.all(digests.map((digest) => cache.find(digest)))
  const hits = digests.filter((_, index) => found[index]?.state === 'hit')
  await engine.close()
  const parked = settled.filter(({ status }) => status === 'rejected').length
  expect(hits).toHaveLength(prompts.length - parked)
  return {
    hits,
    kept,
    parked,
    adopted: claims.flatMap(({ handle, key }) =>
      handle === undefined ? [] : { prompt: promptOf.get(key) ?? '', job: handle.id },
    ),
    /** Where the service recognises a request, one that is parked is repeated by each run. */
    isReplayed: provider.capabilities.idempotency !== 'none',
  }
}
