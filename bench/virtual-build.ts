/** Buying many figures in virtual time, and the shortest time that it can take. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFigureRequest, type Provider, type ProviderRequest, type Send } from '@figmill/core'
import { createEngine, createMemorySendLog, openSqliteLedger } from '@figmill/core/internal-engine'
import { createMemoryCache } from '../test/fake-service/memory-cache.ts'
import type { VirtualClock } from '../test/fake-service/virtual-clock.ts'
import { createRandom } from './random.ts'

export const minute = 60_000

interface Build {
  clock: VirtualClock
  provider: Provider
  send: Send
  requests: readonly ProviderRequest[]
  /** Submissions under way at once. */
  concurrency: number
}

/**
 * Buys all of them with the engine, which knows nothing of the service but what its adapter says.
 *
 * @returns How long it took, in milliseconds.
 */
export async function buyAll(build: Build): Promise<number> {
  const { clock, concurrency, provider, requests, send } = build
  const folder = mkdtempSync(join(tmpdir(), 'figmill-build-'))
  const startedAt = clock.now()
  try {
    const engine = createEngine({
      ledger: await openSqliteLedger({ path: join(folder, 'ledger.sqlite'), clock, run: 'bench' }),
      cache: createMemoryCache(),
      sendLog: createMemorySendLog(),
      clock,
      random: createRandom(7),
      send,
      // Pictures come from a store, which counts nothing.
      collect: async () => ({
        bytes: Uint8Array.of(1),
        mediaType: 'image/png',
        width: 1,
        height: 1,
      }),
      caps: [],
      concurrency,
    })
    const made = requests.map((request, index) => {
      const place = { file: 'paper.md', line: index + 1, column: 1 }
      const source = { provider: provider.name, options: {} }
      return engine.make(provider, createFigureRequest(`paper.md#${index}`, place, source, request))
    })
    await clock.run(Promise.all(made))
    const elapsed = clock.now() - startedAt
    await clock.run(engine.close())
    return elapsed
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * What cannot be avoided, in milliseconds: submissions go out as whole windows, for nobody can know
 * whether a service that takes so many a minute counts fixed or sliding minutes or fills a bucket;
 * then the job that ends last takes its time. Looks take no time and no place here.
 *
 * @param perMinute What the narrowest limit takes.
 * @param durationOf Milliseconds that the n-th job takes, from 0.
 */
export function shortestTime(
  figures: number,
  perMinute: number,
  durationOf: (index: number) => number,
): number {
  const ends = Array.from(
    { length: figures },
    (_, index) => Math.floor(index / perMinute) * minute + durationOf(index),
  )
  return ends.reduce((latest, end) => Math.max(latest, end))
}
