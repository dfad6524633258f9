import type { Clock } from '../clock.js'
import { hasFunctions } from './disconnect-keyv.js'

/**
 * What is used of a Keyv 6 instance. Structural, because `keyv` is an optional peer: our types
 * must make sense where it is not installed.
 */
export interface KeyvStore {
  get(key: string): Promise<unknown>
  set(key: string, value: unknown, ttlMs?: number): Promise<boolean>
  delete(key: string): Promise<boolean>
  on(event: string, listener: (detail: unknown) => void): unknown
  disconnect?(): Promise<unknown>
  /** The adapter below, asked when Keyv says `undefined`, which may mean several things. */
  readonly store: {
    get(key: string): unknown
    has?: ((key: string) => unknown) | undefined
  }
}

/** Whether a value has every function that is used of a Keyv instance. */
export function isKeyvStore(value: unknown): value is KeyvStore {
  return (
    hasFunctions(value, ['get', 'set', 'delete', 'on']) &&
    'store' in value &&
    hasFunctions(value.store, ['get'])
  )
}

/** What one call to a store came to. */
export type CallOutcome<Value> =
  | { state: 'answered'; value: Value; error: string | undefined; storeFailed: boolean }
  | { state: 'failed'; detail: string; timedOut: boolean }

export type Call = <Value>(key: string, run: () => unknown) => Promise<CallOutcome<Value>>

/** What has been heard while a call was under way. */
interface Watch {
  key: string
  error: string | undefined
  storeFailed: boolean
}

/** Longest wait for one call. */
export const deadlineMs = 5000

/**
 * Makes calls to Keyv that tell failure from absence. Keyv turns an error into `undefined` or
 * `false` and an event, and waits for ever for a store that does not answer. So errors are
 * listened for during each call, and each call has a deadline.
 */
export function createKeyvCaller(keyv: KeyvStore, clock: Clock): Call {
  const watches = watchesOf(keyv)

  return async <Value>(key: string, run: () => unknown): Promise<CallOutcome<Value>> => {
    const watch: Watch = { key, error: undefined, storeFailed: false }
    const done = new AbortController()
    const late = Symbol('late')
    const deadline = clock.sleep(deadlineMs, done.signal).then(
      () => late,
      () => late,
    )
    watches.add(watch)
    try {
      const value = await Promise.race([(async () => run())(), deadline])
      if (value === late) {
        return { state: 'failed', detail: `no answer within ${deadlineMs} ms`, timedOut: true }
      }
      const { error, storeFailed } = watch
      return { state: 'answered', value: value as Value, error, storeFailed }
    } catch (error) {
      return { state: 'failed', detail: describeStoreError(error), timedOut: false }
    } finally {
      watches.delete(watch)
      done.abort()
    }
  }
}

const allWatches = new WeakMap<KeyvStore, Set<Watch>>()

/** The calls to a store, which is listened to once: a watching build opens it many times. */
function watchesOf(keyv: KeyvStore): Set<Watch> {
  const known = allWatches.get(keyv)
  if (known !== undefined) return known
  const watches = new Set<Watch>()
  allWatches.set(keyv, watches)
  // Events about the connection name no key: they count for every call under way, because a
  // false `unavailable` costs nothing and a false `missing` money. Without a listener Keyv
  // would throw, or end the process when a connection drops.
  keyv.on('error', (error) => {
    for (const watch of watches) watch.error ??= describeStoreError(error)
  })
  keyv.on('stat:error', (event) => {
    const key =
      typeof event === 'object' && event !== null && 'key' in event ? event.key : undefined
    for (const watch of watches) {
      if (key === undefined || key === watch.key) watch.storeFailed = true
    }
  })
  return watches
}

/** An adapter's message, without the credentials that a connection string in it may hold. */
function describeStoreError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replaceAll(/\/\/[^/\s]*@/g, '//')
}
