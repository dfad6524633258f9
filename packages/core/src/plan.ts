import type { Cache, LostPicture } from './cache/cache.js'
import type { FigureRecord, Lookup } from './cache/tier.js'
import type { SpecDigest } from './digest.js'
import { FigureError } from './errors.js'
import type { FigureRequest } from './figure-request.js'
import type { CostEstimate, Provider } from './providers/provider.js'

/** What the cache knows of a figure; only `missing` can lead to a paid request. */
export type PlannedState = 'hit' | 'missing' | 'corrupt' | 'unavailable' | 'lost'

export interface PlannedFigure {
  request: FigureRequest
  state: PlannedState
  /** The finished picture, on a hit. */
  record: FigureRecord | undefined
  /** Why it is not a hit, where there is more to say than `missing`. */
  detail: string | undefined
  /** What making it would cost; nothing on a hit. */
  estimate: CostEstimate
}

/** Looks every figure up; makes and spends nothing. Equal requests are looked up once. */
export async function planFigures(
  requests: readonly FigureRequest[],
  { cache, providers }: { cache: Cache; providers: ReadonlyMap<string, Provider> },
): Promise<PlannedFigure[]> {
  const lookups = new Map<string, ReturnType<typeof lookUp>>()
  return Promise.all(
    requests.map(async (request) => {
      const { specDigest } = request
      const lookup = lookups.get(specDigest) ?? lookUp(cache, specDigest)
      lookups.set(specDigest, lookup)
      const found = await lookup
      const record = found.state === 'hit' ? found.value : undefined
      return {
        request,
        state: found.state,
        record,
        detail: 'detail' in found ? found.detail : undefined,
        estimate: record === undefined ? estimate(request, providers) : free,
      }
    }),
  )
}

/** The quick look first: most figures of most builds are on this machine. */
async function lookUp(
  cache: Cache,
  specDigest: SpecDigest,
): Promise<Lookup<FigureRecord> | LostPicture> {
  const here = cache.peek(specDigest)
  if (here.state === 'hit') return here
  const found = await cache.find(specDigest)
  return found.state === 'hit' ? { state: 'hit', value: found.value.record } : found
}

const free: CostEstimate = { credits: 0, bound: 'exact' }

function estimate(
  { request }: FigureRequest,
  providers: ReadonlyMap<string, Provider>,
): CostEstimate {
  const provider = providers.get(request.provider)
  if (provider === undefined) {
    throw new FigureError('provider-unknown', `there is no provider \`${request.provider}\``)
  }
  return provider.estimate(request)
}
