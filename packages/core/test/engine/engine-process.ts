import { join } from 'node:path'
import { createFakeProvider } from '../../../../test/fake-service/fake-provider.js'
import type { ServiceTraits } from '../../../../test/fake-service/fake-service.js'
import { createCache } from '../../src/cache/cache.js'
import { createFileTier } from '../../src/cache/file-tier.js'
import { createEngine } from '../../src/engine/engine.js'
import type { PassPoint } from '../../src/engine/fail-points.js'
import type { Collect } from '../../src/engine/keep-picture.js'
import type { Cap } from '../../src/engine/ledger.js'
import { createMemorySendLog, type SendLog } from '../../src/engine/send-log.js'
import { openSqliteLedger } from '../../src/engine/sqlite-ledger.js'
import { FigureError } from '../../src/errors.js'
import type { FigureRequest } from '../../src/figure-request.js'
import { createSend } from '../../src/http/send-once.js'
import type { Provider } from '../../src/providers/provider.js'
import { figureRequest } from './figure-request.js'
import { createQuickClock } from './quick-clock.js'

/** All that a process needs to know; plain JSON. */
export type ProcessOptions = ProcessFacts & (FromFake | FromService)

interface ProcessFacts {
  /** Holds the ledger and the cache. */
  folder: string
  origin: string
  caps: readonly Cap[]
  startMs: number
  speed: number
  leaseMs?: number
}

/** It buys from the fake service. */
interface FromFake {
  traits: Omit<ServiceTraits, 'durationMs'>
}

/** It buys, with the adapter of this name, from what stands in for the service. */
interface FromService {
  service: string
  /** Path of a picture that its figures start from. */
  image?: string
}

/** Where a process buys, and how it asks and gets what it bought. */
export interface Seller {
  provider: Provider
  request: (prompt: string) => FigureRequest
  collect: Collect
  sendLog: SendLog
}

/** The real engine with the real ledger and the real store, as a process has them. */
export async function openProcess(options: ProcessOptions, passPoint: PassPoint = () => {}) {
  const { caps, folder, leaseMs, speed, startMs } = options
  const clock = createQuickClock(startMs, speed)
  const ledger = await openSqliteLedger({
    path: join(folder, 'ledger.sqlite'),
    clock,
    run: String(process.pid),
    ...(leaseMs === undefined ? {} : { leaseMs }),
  })
  const cache = createCache({ local: createFileTier({ directory: join(folder, 'cache') }) })
  const { provider, request, ...seller } = await openSeller(options)
  const engine = createEngine({
    ...seller,
    ledger,
    cache,
    clock,
    random: () => 0.5,
    send: await createSend(),
    caps,
    concurrency: 2,
    passPoint,
  })
  return {
    cache,
    ledger,
    engine,
    provider,
    request,
    make: (prompt: string) => engine.make(provider, request(prompt)),
  }
}

async function openSeller(options: ProcessOptions): Promise<Seller> {
  if ('traits' in options) return openFake(options)
  // Adapters take a while to load.
  const { openService } = await import('../providers/services-engine/open-service.js')
  return openService(options)
}

function openFake({ origin, traits }: FromFake & ProcessFacts): Seller {
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
  return { provider, request: figureRequest, collect, sendLog: createMemorySendLog() }
}
