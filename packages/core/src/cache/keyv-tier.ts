import { randomBytes } from 'node:crypto'
import { type Clock, systemClock } from '../clock.js'
import { type ContentDigest, digestContent, type SpecDigest } from '../digest.js'
import { FigureError } from '../errors.js'
import { disconnectKeyv } from './disconnect-keyv.js'
import { openEnvelope, sealEnvelope } from './envelope.js'
import { createKeyvCaller, deadlineMs, type KeyvStore } from './keyv-calls.js'
import { parseRecordText, sealRecord } from './record-text.js'
import type { CacheTier, FigureRecord, Lookup } from './tier.js'

export type { KeyvStore } from './keyv-calls.js'

export interface KeyvTierOptions {
  /** A Keyv 6 instance. One adapter per instance: two that share one overwrite its namespace. */
  keyv: KeyvStore
  clock?: Clock | undefined
}

const name = 'shared'
/** First part of every key. */
const namespace = 'figmill'
/** Larger pictures are not shared: SQL and Redis stores take this well. */
const maxBlobBytes = 8 * 1024 * 1024
/** After a failed start or a missed deadline, the store is left alone for this long. */
const restMs = 30_000
const canaryBytes = 4096

/**
 * A store that several machines share, behind Keyv. It only carries: every value is in an
 * envelope with its digest, checked on every read, and a store that fails, hangs or loses what
 * it took is `unavailable`, never `missing`.
 */
export function createKeyvTier({ keyv, clock = systemClock }: KeyvTierOptions): CacheTier {
  const call = createKeyvCaller(keyv, clock)
  let resting: { untilMs: number; detail: string } | undefined
  let started: Promise<string | undefined> | undefined

  const rest = (detail: string) => {
    started = undefined
    resting = { untilMs: clock.now() + restMs, detail }
  }

  /** `undefined` when the store works, otherwise what is wrong with it. */
  const check = async (): Promise<string | undefined> => {
    if (resting !== undefined && clock.now() < resting.untilMs) return resting.detail
    resting = undefined
    started ??= sendCanary().then((detail) => {
      if (detail !== undefined) rest(detail)
      return detail
    })
    return started
  }

  /** Some stores say yes and lose or bend what they got: this finds out before it matters. */
  const sendCanary = async (): Promise<string | undefined> => {
    const key = `${namespace}/canary/${randomBytes(12).toString('hex')}`
    const sent = sealEnvelope(randomBytes(canaryBytes))
    const set = await call<boolean>(key, () => keyv.set(key, sent, 0))
    const refusal = refusalOf(set)
    if (refusal !== undefined) return `it does not take values: ${refusal}`
    const got = await call<unknown>(key, () => keyv.get(key))
    await call(key, () => keyv.delete(key))
    if (got.state === 'failed') return got.detail
    if (got.value === sent) return undefined
    return got.error ?? 'it does not give back what it was given'
  }

  const read = async (key: string, maxBytes: number): Promise<Lookup<Uint8Array>> => {
    const wrong = await check()
    if (wrong !== undefined) return unavailable(wrong)
    const got = await call<unknown>(key, () => keyv.get(key))
    if (got.state === 'failed') return fail(got)
    if (got.value !== undefined) return openEnvelope(got.value, maxBytes)
    if (got.storeFailed) return unavailable(got.error ?? 'the store failed')
    // `undefined` is said of what is absent, of what cannot be decoded, and after some failures.
    const { store } = keyv
    const raw = await call<unknown>(key, () => (store.has ? store.has(key) : store.get(key)))
    if (raw.state === 'failed') return fail(raw)
    const isThere = raw.value !== false && raw.value !== undefined && raw.value !== null
    if (!isThere) {
      const error = got.error ?? raw.error
      return error === undefined ? { state: 'missing' } : unavailable(error)
    }
    // There, but it was not a moment ago, or it cannot be decoded.
    const again = await call<unknown>(key, () => keyv.get(key))
    if (again.state === 'failed') return fail(again)
    if (again.value !== undefined) return openEnvelope(again.value, maxBytes)
    if (again.storeFailed) return unavailable(again.error ?? 'the store failed')
    return { state: 'corrupt', detail: `the store cannot decode \`${key}\`` }
  }

  const fail = ({ detail, timedOut }: { detail: string; timedOut: boolean }) => {
    // A store that hangs once would hang for every figure of a build.
    if (timedOut) rest(detail)
    return unavailable(detail)
  }

  const write = async (key: string, bytes: Uint8Array): Promise<void> => {
    const set = await call<boolean>(key, () => keyv.set(key, sealEnvelope(bytes), 0))
    if (set.state === 'failed') fail(set)
    const refusal = refusalOf(set)
    if (refusal !== undefined) throw toUnavailable(refusal)
  }

  const blobKey = (digest: ContentDigest) => `${namespace}/blob/${digest}`
  const recordKey = (digest: SpecDigest) => `${namespace}/record/${digest}`

  const getBlob = async (digest: ContentDigest): Promise<Lookup<Uint8Array>> => {
    const found = await read(blobKey(digest), maxBlobBytes)
    if (found.state !== 'hit' || digestContent(found.value) === digest) return found
    return { state: 'corrupt', detail: 'the store gave back another picture' }
  }

  const getRecord = async (digest: SpecDigest): Promise<Lookup<FigureRecord>> => {
    const found = await read(recordKey(digest), maxBlobBytes)
    if (found.state !== 'hit') return found
    return parseRecordText(Buffer.from(found.value).toString('utf8'), digest)
  }

  return {
    name,
    getBlob,
    getRecord,
    async putBlob(bytes) {
      if (bytes.byteLength > maxBlobBytes) {
        const seen = `the picture has ${bytes.byteLength} bytes, more than the limit`
        throw toUnavailable(`${seen} of ${maxBlobBytes}`)
      }
      const digest = digestContent(bytes)
      const found = await getBlob(digest)
      if (found.state === 'hit') return digest
      if (found.state === 'unavailable') throw toUnavailable(found.detail)
      await write(blobKey(digest), bytes)
      return digest
    },
    async putRecord(record) {
      const text = sealRecord(record)
      // Keyv has no set-if-absent: two machines that get here at once both write, and the last
      // one stays. Both pictures are sound and stored, so readers see one or the other, whole.
      const found = await getRecord(record.specDigest)
      if (found.state === 'hit') return found.value
      if (found.state === 'unavailable') throw toUnavailable(found.detail)
      await write(recordKey(record.specDigest), Buffer.from(text, 'utf8'))
      return record
    },
    close: () => disconnectKeyv(keyv, deadlineMs),
  }
}

/** Why a `set` did not work, or `undefined` when it did. Some adapters answer nothing. */
function refusalOf(set: Awaited<ReturnType<ReturnType<typeof createKeyvCaller>>>) {
  if (set.state === 'failed') return set.detail
  if (set.value === true) return undefined
  if (set.value === false) return set.error ?? 'the store refused it'
  return set.error
}

function unavailable(detail: string): Lookup<never> {
  return { state: 'unavailable', detail }
}

function toUnavailable(detail: string): FigureError {
  return new FigureError('cache-unavailable', `cannot store in the shared cache: ${detail}`, {
    hint: 'The picture is kept on this machine. Check the shared cache and push it later.',
  })
}
