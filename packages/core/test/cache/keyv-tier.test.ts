import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import KeyvSqlite from '@keyv/sqlite'
import Keyv from 'keyv'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createKeyvTier } from '../../src/cache/keyv-tier.js'
import { type Clock, systemClock } from '../../src/clock.js'
import { temporaryFolder } from '../files/temporary-folder.js'
import { sample } from './sample.js'
import { tierContract } from './tier-contract.js'

/** What an adapter looks like to Keyv, for stores that misbehave. */
class FakeStore {
  readonly values = new Map<string, unknown>()
  readonly calls: string[] = []
  namespace: string | undefined
  opts = {}
  /** Stands in for one call; `undefined` lets it through. */
  behave: (method: string, key: string) => unknown = () => undefined

  async run(method: string, key: string, action: () => unknown): Promise<unknown> {
    this.calls.push(method)
    const answer = await this.behave(method, key)
    return answer === undefined ? action() : answer === nothing ? undefined : answer
  }
  get(key: string) {
    return this.run('get', key, () => this.values.get(key))
  }
  async set(key: string, value: unknown): Promise<boolean> {
    return (await this.run('set', key, () => this.values.set(key, value) && true)) as boolean
  }
  async delete(key: string): Promise<boolean> {
    return (await this.run('delete', key, () => this.values.delete(key))) as boolean
  }
  async has(key: string): Promise<boolean> {
    return (await this.run('has', key, () => this.values.has(key))) as boolean
  }
  async clear(): Promise<void> {
    this.values.clear()
  }
  on() {
    return this
  }
}

/** As an answer of a fake store: `undefined` itself. */
const nothing = Symbol('nothing')

/** A clock whose sleeps last until they are told to end. */
function manualClock(): Clock & { advance(byMs: number): void } {
  let nowMs = 0
  const sleepers = new Set<{ untilMs: number; wake: () => void }>()
  return {
    now: () => nowMs,
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { untilMs: nowMs + delayMs, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          reject(signal.reason)
        })
      }),
    advance(byMs) {
      nowMs += byMs
      for (const sleeper of sleepers) {
        if (sleeper.untilMs > nowMs) continue
        sleepers.delete(sleeper)
        sleeper.wake()
      }
    },
  }
}

function onFake(options: Partial<Parameters<typeof createKeyvTier>[0]> = {}) {
  const store = new FakeStore()
  const keyv = new Keyv({ store: store as never })
  return { store, keyv, tier: createKeyvTier({ keyv, ...options }) }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

tierContract('Keyv on a Map', async () => {
  const map = new Map<string, { value: string; expires?: number }>()
  const open = () => createKeyvTier({ keyv: new Keyv({ store: map }) })
  const keyOf = (digest: string) => {
    const key = [...map.keys()].find((name) => name.endsWith(digest))
    if (key === undefined) throw new Error(`nothing stored for ${digest}`)
    return key
  }
  return {
    tier: open(),
    reopen: open,
    readStored: async (digest) => Buffer.from(map.get(keyOf(digest))?.value ?? ''),
    writeStored: async (digest, stored) => {
      map.set(keyOf(digest), { value: stored.toString() })
    },
  }
})

function openSqlite(path: string) {
  const store = new KeyvSqlite({ uri: `sqlite://${path}`, busyTimeout: 10_000, wal: true })
  const keyv = new Keyv({ store })
  onTestFinished(() => keyv.disconnect())
  return createKeyvTier({ keyv })
}

tierContract('Keyv on SQLite', async () => {
  const path = join(temporaryFolder(), 'shared.db')
  const tier = openSqlite(path)
  const database = new DatabaseSync(path, { timeout: 10_000 })
  onTestFinished(() => database.close())
  return {
    tier,
    reopen: () => openSqlite(path),
    readStored: async (digest) => {
      const row = database.prepare('SELECT value FROM keyv WHERE key LIKE ?').get(`%${digest}`)
      return Buffer.from(String(row?.value))
    },
    writeStored: async (digest, stored) => {
      const update = database.prepare('UPDATE keyv SET value = ? WHERE key LIKE ?')
      expect(update.run(stored.toString(), `%${digest}`).changes).toBe(1)
    },
  }
})

describe('Keyv tier', () => {
  const { record, bytes } = sample('a')
  const { contentDigest } = record.artifact
  const { specDigest } = record

  async function stored(options: Partial<Parameters<typeof createKeyvTier>[0]> = {}) {
    const fake = onFake(options)
    await fake.tier.putBlob(bytes)
    await fake.tier.putRecord(record)
    expect(await fake.tier.getRecord(specDigest)).toMatchObject({ state: 'hit' })
    return fake
  }

  test('a store that fails is unavailable, never missing', async () => {
    const { store, tier } = await stored()
    const failures: Record<string, typeof store.behave> = {
      'throws on every call': () => {
        throw new Error('ECONNREFUSED redis://user:secret@host:6379')
      },
      'throws on reads alone': (method) => {
        if (method === 'get') throw new Error('read failed')
        return undefined
      },
    }
    for (const [name, behave] of Object.entries(failures)) {
      store.behave = behave
      for (const found of [await tier.getRecord(specDigest), await tier.getBlob(contentDigest)]) {
        expect([name, found]).toMatchObject([name, { state: 'unavailable' }])
        expect(JSON.stringify(found)).not.toContain('secret')
      }
      const put = tier.putBlob(Buffer.from('another'))
      await expect(put).rejects.toMatchObject({ code: 'cache-unavailable' })
    }
  })

  test('a store that reports an error and says undefined is unavailable', async () => {
    const { store, keyv, tier } = await stored()
    store.behave = (method) => {
      if (method !== 'get' && method !== 'has') return undefined
      // As adapters do when a connection drops: an event that names no key.
      keyv.emit('error', new Error('Socket closed unexpectedly'))
      return method === 'has' ? false : nothing
    }
    expect(await tier.getRecord(specDigest)).toMatchObject({
      state: 'unavailable',
      detail: 'Socket closed unexpectedly',
    })
  })

  test('an error while nothing is asked does not end the process or spoil the next call', async () => {
    const { keyv, tier } = await stored()
    keyv.emit('error', new Error('Socket closed unexpectedly'))
    expect(await tier.getRecord(specDigest)).toMatchObject({ state: 'hit' })
    expect(await tier.getRecord(sample('b').record.specDigest)).toEqual({ state: 'missing' })
  })

  test('a store that never answers is unavailable at the deadline, then left alone for a while', async () => {
    const clock = manualClock()
    const { store, tier } = await stored({ clock })
    store.behave = () => new Promise(() => {})
    const lookup = tier.getRecord(specDigest)
    await turn()
    clock.advance(4999)
    await turn()
    expect(await Promise.race([lookup, turn().then(() => 'waiting')])).toBe('waiting')
    clock.advance(1)
    expect(await lookup).toEqual({ state: 'unavailable', detail: 'no answer within 5000 ms' })
    const calls = store.calls.length
    expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'unavailable' })
    expect(store.calls).toHaveLength(calls)
    store.behave = () => undefined
    clock.advance(30_000)
    expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'hit' })
  })

  test('a store that hangs from the start is asked once, not once per figure', async () => {
    const clock = manualClock()
    const { store, tier } = onFake({ clock })
    store.behave = () => new Promise(() => {})
    const lookups = Array.from({ length: 50 }, () => tier.getRecord(specDigest))
    await turn()
    // The canary's set, then its clean-up.
    for (let wait = 0; wait < 5; wait++) {
      clock.advance(5000)
      await turn()
    }
    for (const lookup of lookups) expect(await lookup).toMatchObject({ state: 'unavailable' })
    expect(store.calls.length).toBeLessThanOrEqual(3)
  })

  test('a late answer after the deadline does no harm', async () => {
    const clock = manualClock()
    const { store, tier } = await stored({ clock })
    const gate = Promise.withResolvers<unknown>()
    store.behave = () => gate.promise
    const lookup = tier.getRecord(specDigest)
    await turn()
    clock.advance(5000)
    expect(await lookup).toMatchObject({ state: 'unavailable' })
    gate.reject(new Error('too late'))
    await turn()
  })

  const liars: Record<string, (method: string, store: FakeStore, key: string) => unknown> = {
    'says yes and keeps nothing': (method) => (method === 'set' ? true : undefined),
    'cuts what it keeps': (method, store, key) => {
      const value = store.values.get(key)
      return method === 'get' && typeof value === 'string' ? value.slice(0, 100) : undefined
    },
    'gives back something else': (method) => (method === 'get' ? '{"value":"else"}' : undefined),
    'says no': (method) => (method === 'set' ? false : undefined),
    'gives back null': (method) => (method === 'get' ? null : undefined),
  }
  test.each(Object.entries(liars))(
    'a store that %s is found out before it matters',
    async (_, lie) => {
      const { store, tier } = onFake()
      store.behave = (method, key) => lie(method, store, key)
      expect(await tier.getRecord(specDigest)).toMatchObject({ state: 'unavailable' })
      expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'unavailable' })
      await expect(tier.putBlob(bytes)).rejects.toMatchObject({ code: 'cache-unavailable' })
    },
  )

  test('the start-up check leaves nothing behind and runs once', async () => {
    const { store, tier } = onFake()
    await Promise.all([tier.getRecord(specDigest), tier.getBlob(contentDigest)])
    expect([...store.values.keys()]).toEqual([])
    expect(store.calls.filter((method) => method === 'set')).toHaveLength(1)
  })

  test('an adapter whose set answers nothing works', async () => {
    const { keyv } = onFake()
    const tier = createKeyvTier({
      keyv: {
        store: keyv.store,
        on: (event, listener) => keyv.on(event, listener),
        get: (key) => keyv.get(key),
        delete: (key) => keyv.delete(key),
        set: async (key, value) => {
          await keyv.set(key, value)
          return undefined as never
        },
      },
    })
    await tier.putBlob(bytes)
    expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'hit' })
  })

  test.each([
    null,
    true,
    0,
    {},
    [],
    'text',
    '"text"',
    '{}',
    '{"value":null}',
    '{"value":1}',
    'null',
  ])('a stored %j is corrupt, never missing and never a hit', async (value) => {
    const { store, tier } = await stored()
    for (const key of store.values.keys()) store.values.set(key, value)
    expect(await tier.getRecord(specDigest)).toMatchObject({ state: 'corrupt' })
    expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'corrupt' })
    await tier.putBlob(bytes)
    expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'hit' })
  })

  test('an entry written while it was looked for is found', async () => {
    const { store, tier } = await stored()
    let reads = 0
    store.behave = (method) => {
      if (method !== 'get') return undefined
      reads += 1
      return reads === 1 ? nothing : undefined
    }
    expect(await tier.getRecord(specDigest)).toMatchObject({ state: 'hit' })
  })

  test('a picture above the limit is not shared, and says so', async () => {
    const { tier } = onFake()
    const limitBytes = 8 * 1024 * 1024
    await expect(tier.putBlob(new Uint8Array(limitBytes + 1))).rejects.toMatchObject({
      code: 'cache-unavailable',
      message: expect.stringMatching(/8388609.*8388608/),
    })
    await tier.putBlob(new Uint8Array(limitBytes))
  })

  test('a closed store has disconnected', async () => {
    const { keyv, tier } = await stored()
    const disconnected = vi.fn()
    keyv.on('disconnect', disconnected)
    await tier.close()
    expect(disconnected).toHaveBeenCalledOnce()
  })

  test.each<[string, (() => Promise<unknown>) | undefined]>([
    ['cannot disconnect', undefined],
    ['fails to', async () => Promise.reject(new Error('not connected'))],
    ['never does', () => new Promise(() => {})],
  ])('closing ends for a store that %s', async (_, disconnect) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }).setTimerTickMode('nextTimerAsync')
    onTestFinished(() => void vi.useRealTimers())
    const { keyv } = onFake()
    const { delete: remove, get, on, set, store } = keyv
    const plain = { delete: remove, get, on: on.bind(keyv), set, store }
    const tier = createKeyvTier({
      keyv: { ...plain, ...(disconnect === undefined ? {} : { disconnect }) },
    })
    await tier.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('an instance is listened to once, however often it is opened', async () => {
    const { keyv, store } = onFake()
    const listen = vi.spyOn(keyv, 'on')
    const [first, second] = [createKeyvTier({ keyv }), createKeyvTier({ keyv })]
    expect(listen).not.toHaveBeenCalled()
    await first.putBlob(bytes)
    store.behave = (method) => {
      if (method === 'get') throw new Error('read failed')
    }
    expect(await second.getRecord(specDigest)).toMatchObject({ state: 'unavailable' })
  })

  test('entries do not expire, whatever the default of the instance', async () => {
    const map = new Map<string, { expires?: number }>()
    const tier = createKeyvTier({ keyv: new Keyv({ store: map, ttl: 1 }), clock: systemClock })
    await tier.putBlob(bytes)
    expect([...map.values()].map(({ expires }) => expires)).toEqual([undefined])
  })
})
