import pLimit, { type LimitFunction } from 'p-limit'
import type { Artifact } from './artifact.js'
import type { Cache } from './cache/cache.js'
import type { FigureRecord } from './cache/tier.js'
import type { Clock } from './clock.js'
import {
  canonicalDerivation,
  canonicalRequest,
  type Derivation,
  digestDerivation,
  type SpecDigest,
} from './digest.js'
import { FigureError } from './errors.js'
import type { FigureKey, Listener } from './events.js'
import type { FigureRequest } from './figure-request.js'
import { toProblem } from './problem.js'
import type { Provider } from './providers/provider.js'
import { type Made, toRecord } from './record.js'

export interface FigureMakerOptions {
  cache: Cache
  providers: ReadonlyMap<string, Provider>
  /** Figures made at once, per provider. */
  concurrency: number
  /** Find only: what is not in the cache is an error. */
  frozen: boolean
  clock: Clock
  /** Buys what is missing from a provider that takes money, or goes on with what was bought. */
  buy: (provider: Provider, request: FigureRequest) => Promise<FigureRecord>
  listener?: Listener | undefined
  signal?: AbortSignal | undefined
}

export interface FigureMaker {
  /**
   * The record of a figure: from the cache, or made now. Equal requests share one job.
   *
   * @throws {FigureError} when it cannot be made, or when the cache cannot tell whether a
   *   figure that costs money exists already.
   */
  make(request: FigureRequest): Promise<FigureRecord>
  /**
   * The same for a free transformation of pictures we hold.
   *
   * @param told Whether progress hears of it: of a picture put together from others, and not of
   *   another form of one that it has heard of.
   */
  derive(
    figure: FigureKey,
    derivation: Derivation,
    produce: () => Promise<Artifact>,
    told: boolean,
  ): Promise<FigureRecord>
  /** How many pictures were made, not found. */
  finishedJobs(): number
}

/** The one place where a cache miss becomes work. */
export function createFigureMaker(options: FigureMakerOptions): FigureMaker {
  const { buy, cache, clock, concurrency, frozen, listener, providers, signal } = options
  const running = new Map<SpecDigest, Promise<FigureRecord>>()
  const limits = new Map<string, LimitFunction>()
  let finished = 0

  const once = (specDigest: SpecDigest, job: () => Promise<FigureRecord>) => {
    const current = running.get(specDigest)
    if (current !== undefined) return current
    const started = job().finally(() => running.delete(specDigest))
    running.set(specDigest, started)
    return started
  }

  const limitOf = (provider: string) => {
    const limit = limits.get(provider) ?? pLimit(concurrency)
    limits.set(provider, limit)
    return limit
  }

  /** Tells progress about one job and stores what it gives: bytes first, the record that names them last. */
  const run = (
    job: { figure: FigureKey; specDigest: SpecDigest; provider: string },
    produce: () => Promise<Made>,
    origin: Pick<FigureRecord, 'kind' | 'canonical'>,
    told = true,
  ) => {
    const tell = told ? listener : undefined
    const { figure, specDigest, provider } = job
    tell?.({ type: 'figure-queued', specDigest, figure, provider })
    return limitOf(provider)(async () => {
      signal?.throwIfAborted()
      const startedMs = clock.now()
      tell?.({ type: 'figure-started', specDigest, figure, provider })
      try {
        const made = await produce()
        const record = toRecord(specDigest, provider, made, origin)
        const files = [made.artifact, ...(made.artifact.alternates ?? [])]
        const kept = await cache.store({ record, blobs: files.map(({ bytes }) => bytes) })
        if (told) finished += 1
        tell?.({
          type: 'figure-finished',
          specDigest,
          figure,
          provider,
          costCredits: kept.costCredits,
          elapsedMs: clock.now() - startedMs,
        })
        return kept
      } catch (error) {
        tell?.({ type: 'figure-failed', specDigest, figure, problem: toProblem(error) })
        throw error
      }
    })
  }

  return {
    finishedJobs: () => finished,
    make(request) {
      const { specDigest } = request
      return once(specDigest, async () => {
        const provider = findProvider(providers, request)
        const free = provider.capabilities.charges === 'never'
        const found = await findRecord(cache, specDigest, free)
        if (found !== undefined) return found
        if (frozen) throw new FigureError('figure-missing', 'its picture is not in the cache')
        if (!free) {
          const bought = await buy(provider, request)
          finished += 1
          return bought
        }
        return run(
          { figure: request.figure, specDigest, provider: provider.name },
          () => {
            const waiting = limitOf(provider.name).pendingCount
            return submitOnce(provider, request, { clock, signal, waiting })
          },
          { kind: 'request', canonical: canonicalRequest(request.request) },
        )
      })
    },
    derive(figure, derivation, produce, told) {
      const specDigest = digestDerivation(derivation)
      return once(specDigest, async () => {
        const found = await findRecord(cache, specDigest, true)
        if (found !== undefined) return found
        return run(
          { figure, specDigest, provider: 'figmill' },
          async () => ({ artifact: await produce(), costCredits: 0 }),
          { kind: 'derived', canonical: canonicalDerivation(derivation) },
          told,
        )
      })
    },
  }
}

/**
 * Only `missing` may lead to a paid request. A free picture is made again whatever became of
 * the old one.
 */
async function findRecord(
  cache: Cache,
  specDigest: SpecDigest,
  free: boolean,
): Promise<FigureRecord | undefined> {
  const found = await cache.find(specDigest)
  if (found.state === 'hit') return found.value.record
  if (free || found.state === 'missing') return undefined
  if (found.state === 'lost') {
    throw new FigureError('cache-corrupt', 'the picture was paid for, and its file is gone', {
      hint: 'Restore the cache folder or the shared cache. It is not bought again by itself.',
    })
  }
  throw new FigureError(
    found.state === 'corrupt' ? 'cache-corrupt' : 'cache-unavailable',
    `the cache cannot tell whether this figure exists: ${found.detail}`,
    { hint: 'Make the cache reachable and build again. Nothing was requested.' },
  )
}

function findProvider(
  providers: ReadonlyMap<string, Provider>,
  { request }: FigureRequest,
): Provider {
  const provider = providers.get(request.provider)
  if (provider !== undefined) return provider
  throw new FigureError('provider-unknown', `there is no provider \`${request.provider}\``)
}

async function submitOnce(
  provider: Provider,
  request: FigureRequest,
  context: Parameters<Provider['submit']>[1],
): Promise<Made> {
  const [outcome] = await provider.submit([request.request], context)
  switch (outcome?.status) {
    case 'done':
      return outcome
    case 'rejected':
      throw outcome.error
    case 'accepted':
    case 'unknown':
    case undefined:
      throw new FigureError('render-failed', `\`${provider.name}\` gave no picture`)
  }
}
