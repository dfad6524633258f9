import type { Artifact } from '../artifact.js'
import type { Cache } from '../cache/cache.js'
import type { FigureRecord } from '../cache/tier.js'
import type { Clock } from '../clock.js'
import { canonicalRequest, type ProviderRequest } from '../digest.js'
import { FigureError } from '../errors.js'
import type { FigureRequest } from '../figure-request.js'
import { freeMemory } from '../free-memory.js'
import { toProblem } from '../problem.js'
import type { ArtifactLocation, JobState, ProviderContext } from '../providers/provider.js'
import { toRecord } from '../record.js'
import type { CollectLimit } from './collect-limit.js'
import type { PassPoint } from './fail-points.js'
import type { Claim, Ledger } from './ledger.js'
import type { Room } from './room.js'

/** Fetches the pictures a service names, checked; what fails the check is kept as evidence. */
export type Collect = (
  locations: readonly ArtifactLocation[],
  request: ProviderRequest,
  context: ProviderContext,
) => Promise<Artifact>

/** A job that has ended well, as its service tells it. */
export type Finished = Omit<Extract<JobState, { status: 'done' }>, 'status'>

/** It is there and could not be had: a later run may fetch it. */
export class UnfetchedPicture extends Error {
  override name = 'UnfetchedPicture'
}

/** It came, was paid for, and cannot be used. */
export class UnusablePicture extends Error {
  override name = 'UnusablePicture'
}

export interface KeeperOptions {
  provider: string
  ledger: Ledger
  cache: Cache
  clock: Clock
  collect: Collect
  collecting: CollectLimit
  /** For pictures on their way to the disk. */
  room: Room
  passPoint: PassPoint
  stop: AbortSignal
}

/** The way of a picture from its service to the disk. */
export interface Keeper {
  /**
   * Takes the memory of a picture that it fetched: its bytes are gone afterwards.
   *
   * @throws {UnfetchedPicture}
   * @throws {UnusablePicture}
   */
  keep(request: FigureRequest, claim: Claim, end: Finished): Promise<FigureRecord>
  /** The picture is in the cache: its price is spent. */
  settle(claim: Claim, credits: number): Promise<void>
}

export function createKeeper(options: KeeperOptions): Keeper {
  const { cache, clock, collect, collecting, ledger, passPoint, provider, room, stop } = options

  async function fetchPicture(
    request: FigureRequest,
    claim: Claim,
    { locations }: Finished,
  ): Promise<Artifact> {
    passPoint('before-collect')
    const key = claim.handle?.keyFingerprint ?? claim.sender
    try {
      const artifact = await collect(locations, request.request, { clock, signal: stop, key })
      passPoint('after-collect')
      return artifact
    } catch (error) {
      const { message } = toProblem(error)
      if (!(error instanceof FigureError) || error.code !== 'artifact-invalid') {
        throw new UnfetchedPicture(`its picture could not be fetched: ${message}`)
      }
      throw new UnusablePicture(message)
    }
  }

  async function store(
    request: FigureRequest,
    claim: Claim,
    artifact: Artifact,
    costCredits: number,
    model: string | undefined,
  ): Promise<FigureRecord> {
    const madeAt = new Date(clock.now()).toISOString()
    const made = { artifact, costCredits, taskId: claim.handle?.id, model, madeAt }
    const origin = { kind: 'request', canonical: canonicalRequest(request.request) } as const
    const record = toRecord(request.specDigest, provider, made, origin)
    passPoint('before-store')
    const kept = await cache.store({ record, blobs: filesOf(artifact) })
    passPoint('after-store')
    return kept
  }

  async function settle(claim: Claim, credits: number): Promise<void> {
    passPoint('before-settle')
    await ledger.receive(claim, { kind: 'stored', credits })
    passPoint('after-settle')
  }

  return {
    settle,
    async keep(request, claim, end) {
      // Another process may have given it up, and called its price spent.
      const credits = end.costCredits ?? claim.reserved + claim.spent
      const { artifact, leave } = await collecting.run(async () => {
        const artifact = await fetchPicture(request, claim, end)
        const bytes = sizeOf(artifact)
        collecting.learn(bytes)
        return { artifact, leave: await room.take(bytes) }
      })
      try {
        const record = await store(request, claim, artifact, credits, end.model)
        await settle(claim, credits)
        return record
      } finally {
        leave()
        // What an adapter gave may be of another figure too.
        if (end.locations.every(({ kind }) => kind === 'url')) filesOf(artifact).forEach(freeMemory)
      }
    },
  }
}

/** Bytes, in all its formats. */
function sizeOf(artifact: Artifact): number {
  return filesOf(artifact).reduce((sum, { byteLength }) => sum + byteLength, 0)
}

function filesOf({ alternates = [], bytes }: Artifact): Uint8Array[] {
  return [bytes, ...alternates.map((one) => one.bytes)]
}
