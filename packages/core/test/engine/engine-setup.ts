import { join } from 'node:path'
import { createFakeProvider } from '../../../../test/fake-service/fake-provider.js'
import {
  createFakeService,
  type FakeServiceOptions,
  plainTraits,
  type ServiceTraits,
} from '../../../../test/fake-service/fake-service.js'
import { createMemoryCache } from '../../../../test/fake-service/memory-cache.js'
import {
  createVirtualClock,
  type VirtualClock,
} from '../../../../test/fake-service/virtual-clock.js'
import { createDirectSend } from '../../../emulators/src/direct-send.js'
import type { Clock } from '../../src/clock.js'
import { createEngine } from '../../src/engine/engine.js'
import type { PassPoint } from '../../src/engine/fail-points.js'
import type { Collect } from '../../src/engine/keep-picture.js'
import type { Cap } from '../../src/engine/ledger.js'
import { createMemorySendLog } from '../../src/engine/send-log.js'
import { openSqliteLedger } from '../../src/engine/sqlite-ledger.js'
import { FigureError } from '../../src/errors.js'
import type { FigmillEvent } from '../../src/events.js'
import type { FigureRequest } from '../../src/figure-request.js'
import type { Send } from '../../src/http/send-once.js'
import type { ArtifactLocation, Provider, RateLimit } from '../../src/providers/provider.js'
import { figureRequest } from './figure-request.js'
import { memoryFolder } from './memory-folder.js'
import { createMortal, type Mortal } from './mortal.js'

export interface RunOptions {
  /** That of its process. */
  life?: Mortal | undefined
  passPoint?: PassPoint | undefined
  /** Its own, where it goes wrong. */
  clock?: Clock | undefined
}

export interface WorldOptions {
  traits?: Partial<ServiceTraits>
  faultOf?: FakeServiceOptions['faultOf']
  keys?: readonly string[]
  limits?: readonly RateLimit[]
  caps?: readonly Cap[]
}

/** A service and all that a run needs to use it, in virtual time. */
export function createWorld({
  caps = [],
  faultOf,
  keys = ['k1'],
  limits,
  traits: chosen = {},
}: WorldOptions = {}) {
  const clock = createVirtualClock()
  const traits = { ...plainTraits, ...chosen }
  const service = createFakeService({ traits, clock, faultOf })
  const provider = createFakeProvider({
    traits,
    keys,
    origin: 'https://fake.example',
    createError: (code, message) => new FigureError(code, message),
    ...(limits === undefined ? {} : { limits }),
  })
  const send = createDirectSend(service.handle)
  const runs = createRuns({ caps, clock, provider, request: figureRequest, send })
  return { ...runs, clock, provider, service, traits }
}

export type World = ReturnType<typeof createWorld>

export interface RunsOptions {
  caps: readonly Cap[]
  clock: VirtualClock
  provider: Provider
  request: (prompt: string, take?: number) => FigureRequest
  send: Send
}

/** Runs that buy with any provider, one after the other or at once, and what they leave behind. */
export function createRuns({ caps, clock, provider, request, send }: RunsOptions) {
  const cache = createMemoryCache()
  const ledgerPath = join(memoryFolder(), 'ledger.sqlite')
  const collect: Collect = async ([location], _, { key = '' }) => {
    if (location === undefined) throw new Error('nothing to fetch')
    const bytes = location.kind === 'bytes' ? location.bytes : await download(location, key)
    const isWhole = Buffer.from(bytes.subarray(-8, -4)).toString('latin1') === 'IEND'
    if (!isWhole) throw new FigureError('artifact-invalid', 'it is no picture')
    return { bytes, mediaType: 'image/png', width: 16, height: 12 }
  }
  async function download({ authenticated, url }: LocatedPicture, key: string) {
    const headers = authenticated ? provider.credentials?.(key)?.headers : undefined
    const sent = await send({ method: 'GET', url, headers })
    if (sent.status !== 'answered') throw new Error(sent.reason)
    return sent.answer.body
  }
  const events: FigmillEvent[] = []

  const openLedger = (run: string, own: Clock = clock) =>
    openSqliteLedger({
      path: ledgerPath,
      clock: own,
      run,
      owner: `process of ${run}`,
      isOver: () => false,
    })

  /** One run: what a process does between its start and its end. */
  async function startRun(
    run = 'run',
    { clock: own = clock, life = createMortal(), passPoint }: RunOptions = {},
  ) {
    const ledger = await openLedger(run, own)
    const engine = createEngine({
      ledger: life.wrap(ledger),
      cache: life.wrap(cache, ['peek', 'blobPath']),
      sendLog: createMemorySendLog(),
      clock: life.wrap(own, ['now']),
      random: () => 0.5,
      send: life.wrapCall(send),
      collect: life.wrapCall(collect),
      caps,
      concurrency: 16,
      listener: (event) => events.push(event),
      ...(passPoint === undefined ? {} : { passPoint }),
    })
    return {
      engine,
      ledger,
      make: (prompt: string, take?: number) => engine.make(provider, request(prompt, take)),
    }
  }

  /** The ledger as the next process finds it. */
  const ledgerAfter = () => openLedger('after')

  return { cache, events, ledgerAfter, ledgerPath, startRun }
}

type LocatedPicture = Extract<ArtifactLocation, { kind: 'url' }>

/** Runs what may fail, and tells how each of it ended: `made`, or the code of its error. */
export async function outcomesOf(
  clock: VirtualClock,
  promises: readonly Promise<unknown>[],
): Promise<string[]> {
  const settled = await clock.run(Promise.allSettled(promises))
  return settled.map((outcome) => {
    if (outcome.status === 'fulfilled') return 'made'
    const { reason } = outcome
    return reason instanceof FigureError ? reason.code : String(reason)
  })
}
