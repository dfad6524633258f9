import { join } from 'node:path'
import { createFakeProvider } from '../../../../test/fake-service/fake-provider.js'
import type { ServiceTraits } from '../../../../test/fake-service/fake-service.js'
import { createCache } from '../../src/cache/cache.js'
import { createFileTier } from '../../src/cache/file-tier.js'
import { createEngine } from '../../src/engine/engine.js'
import type { PassPoint } from '../../src/engine/fail-points.js'
import type { Collect } from '../../src/engine/keep-picture.js'
import type { Cap } from '../../src/engine/ledger.js'
import { createMemorySendLog } from '../../src/engine/send-log.js'
import { openSqliteLedger } from '../../src/engine/sqlite-ledger.js'
import { FigureError } from '../../src/errors.js'
import { createSend } from '../../src/http/send-once.js'
import { figureRequest } from './figure-request.js'
import { createQuickClock } from './quick-clock.js'

/** All that a process needs to know; plain JSON. */
export interface ProcessOptions {
  /** Holds the ledger and the cache. */
  folder: string
  origin: string
  traits: Omit<ServiceTraits, 'durationMs'>
  caps: readonly Cap[]
  startMs: number
  speed: number
  leaseMs?: number
}

/** The real engine with the real ledger and the real store, as a process has them. */
export async function openProcess(options: ProcessOptions, passPoint: PassPoint = () => {}) {
  const { caps, folder, leaseMs, origin, speed, startMs, traits } = options
  const clock = createQuickClock(startMs, speed)
  const ledger = await openSqliteLedger({
    path: join(folder, 'ledger.sqlite'),
    clock,
    run: String(process.pid),
    ...(leaseMs === undefined ? {} : { leaseMs }),
  })
  const cache = createCache({ local: createFileTier({ directory: join(folder, 'cache') }) })
  const provider = createFakeProvider({
    origin,
    keys: ['k1'],
    traits: { ...traits, durationMs: () => 0 },
    createError: (code, message) => new FigureError(code, message),
  })
  const collect: Collect = async ([location]) => {
    if (location === undefined) throw new Error('nothing to fetch')
    const bytes =
      location.kind === 'bytes'
        ? location.bytes
        : new Uint8Array(await (await fetch(location.url)).arrayBuffer())
    return { bytes, mediaType: 'image/png', width: 16, height: 12 }
  }
  const engine = createEngine({
    ledger,
    cache,
    sendLog: createMemorySendLog(),
    clock,
    random: () => 0.5,
    send: await createSend(),
    collect,
    caps,
    concurrency: 2,
    passPoint,
  })
  return {
    cache,
    ledger,
    engine,
    make: (prompt: string) => engine.make(provider, figureRequest(prompt)),
  }
}
