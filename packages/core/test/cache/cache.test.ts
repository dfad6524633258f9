import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createCache } from '../../src/cache/cache.js'
import { createFileTier } from '../../src/cache/file-tier.js'
import type { CacheTier, Lookup } from '../../src/cache/tier.js'
import { FigureError } from '../../src/errors.js'
import type { FigmillEvent } from '../../src/events.js'
import { listFiles, temporaryFolder } from '../files/temporary-folder.js'
import { type Sample, sample } from './sample.js'

type Fate = 'hit' | 'missing' | 'corrupt' | 'unavailable'

function setup(options: { shared?: CacheTier; withShared?: boolean } = {}) {
  const folder = temporaryFolder()
  const events: FigmillEvent[] = []
  const listener = (event: FigmillEvent) => events.push(event)
  const local = createFileTier({ directory: join(folder, 'local'), listener })
  // Another file store plays the shared one: its own behaviour is tested elsewhere.
  const shared = createFileTier({ directory: join(folder, 'shared') })
  const cache = createCache({
    local,
    shared: options.shared ?? (options.withShared === false ? undefined : shared),
    listener,
  })
  return { folder, events, local, shared, cache, ...sample('a') }
}

async function put(tier: CacheTier, { record, bytes }: Sample): Promise<void> {
  await tier.putBlob(bytes)
  await tier.putRecord(record)
}

/** A store that answers as told. */
function scripted({ record, bytes }: Sample, records: Fate, blobs: Fate): CacheTier {
  const answer = <Value>(fate: Fate, value: Value): Lookup<Value> => {
    if (fate === 'hit') return { state: 'hit', value }
    return fate === 'missing' ? { state: fate } : { state: fate, detail: `shared ${fate}` }
  }
  return {
    name: 'scripted',
    getRecord: async () => answer(records, record),
    getBlob: async () => answer(blobs, bytes),
    putRecord: async () => {
      throw new FigureError('cache-unavailable', 'not taken')
    },
    putBlob: async () => {
      throw new FigureError('cache-unavailable', 'not taken')
    },
  }
}

function damage(path: string): void {
  chmodSync(path, 0o644)
  writeFileSync(path, 'damaged')
}

describe('find', () => {
  test('gives what was stored, from this machine', async () => {
    const { cache, record, bytes } = setup()
    expect(await cache.find(record.specDigest)).toEqual({ state: 'missing' })
    expect(await cache.store({ record, bytes })).toEqual({ record, shared: true })
    expect(await cache.find(record.specDigest)).toEqual({
      state: 'hit',
      value: { record, tier: 'local' },
    })
    const path = cache.blobPath(record.artifact.contentDigest)
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  test('takes from the shared store what this machine lacks, for good', async () => {
    const { cache, local, record, bytes } = setup({ shared: scripted(sample('a'), 'hit', 'hit') })
    expect(await cache.find(record.specDigest)).toEqual({
      state: 'hit',
      value: { record, tier: 'scripted' },
    })
    const alone = createCache({ local })
    expect(await alone.find(record.specDigest)).toMatchObject({ state: 'hit' })
    expect(readFileSync(alone.blobPath(record.artifact.contentDigest)).equals(bytes)).toBe(true)
  })

  test.each(['corrupt', 'gone'])(
    'a picture that is %s here is healed from the shared store',
    async (fate) => {
      const { cache, events, local, record, bytes } = setup()
      await cache.store({ record, bytes })
      const path = local.blobPath(record.artifact.contentDigest)
      if (fate === 'gone') rmSync(path)
      else damage(path)
      expect(await cache.find(record.specDigest)).toMatchObject({ state: 'hit', value: { record } })
      expect(readFileSync(path).equals(bytes)).toBe(true)
      const healed = events.filter(({ type }) => type === 'cache-healed')
      expect(healed).toHaveLength(fate === 'gone' ? 0 : 1)
    },
  )

  test('a record that is damaged here is healed from the shared store', async () => {
    const { cache, folder, local, record, bytes } = setup()
    await cache.store({ record, bytes })
    const [file = ''] = listFiles(join(folder, 'local/records'))
    damage(join(folder, 'local/records', file))
    expect(await cache.find(record.specDigest)).toMatchObject({ state: 'hit' })
    expect(local.readRecord(record.specDigest)).toEqual({ state: 'hit', value: record })
  })

  test('a record whose picture is in no store is lost, with or without a shared store', async () => {
    for (const withShared of [true, false]) {
      const { cache, local, record } = setup({ withShared })
      await local.putRecord(record)
      for (let look = 0; look < 2; look++) {
        expect(await cache.find(record.specDigest)).toEqual({ state: 'lost', record })
      }
    }
  })

  /** Everything two stores can say of a record and of its picture. */
  const fates: Fate[] = ['hit', 'missing', 'corrupt', 'unavailable']
  const cases = ['missing', 'corrupt', 'unavailable'].flatMap((here) =>
    fates.flatMap((records) => fates.map((blobs) => [here as Fate, records, blobs] as const)),
  )
  test.each(cases)(
    'record %s here, record %s and picture %s elsewhere',
    async (here, records, blobs) => {
      const shared = scripted(sample('a'), records, blobs)
      const { cache, folder, local, record } = setup({ shared })
      if (here === 'corrupt') {
        await local.putRecord(record)
        const [file = ''] = listFiles(join(folder, 'local/records'))
        damage(join(folder, 'local/records', file))
      }
      const recordShard = join(folder, 'local/records', record.specDigest.slice(0, 2))
      if (here === 'unavailable') {
        await local.putRecord(sample('another').record)
        rmSync(recordShard, { recursive: true, force: true })
        writeFileSync(recordShard, 'a file in place of a folder')
      }
      const expected = (): string => {
        if (records === 'hit') {
          if (blobs === 'hit') return 'hit'
          return blobs === 'unavailable' ? 'unavailable' : 'lost'
        }
        if (here === 'unavailable' || records === 'unavailable') return 'unavailable'
        return here === 'corrupt' || records === 'corrupt' ? 'corrupt' : 'missing'
      }
      const { state } = await cache.find(record.specDigest)
      expect(state).toBe(expected())
      // Only when both stores say so may anything be bought.
      if (state === 'missing') expect([here, records]).toEqual(['missing', 'missing'])
    },
  )

  test('an outage is reported once, not once per figure', async () => {
    const shared = scripted(sample('a'), 'unavailable', 'unavailable')
    const { cache, events } = setup({ shared })
    for (let figure = 0; figure < 20; figure++) {
      await cache.find(sample(`figure ${figure}`).record.specDigest)
    }
    expect(events).toEqual([
      { type: 'cache-unavailable', tier: 'scripted', detail: 'shared unavailable' },
    ])
  })

  test('a picture that cannot be brought here is no hit', async () => {
    const { cache, folder, record } = setup({ shared: scripted(sample('a'), 'hit', 'hit') })
    writeFileSync(join(folder, 'local'), 'a file in place of the store')
    expect(await cache.find(record.specDigest)).toMatchObject({ state: 'unavailable' })
  })
})

describe('peek', () => {
  test('tells what is here without looking elsewhere', async () => {
    const { cache, local, shared, record, bytes } = setup()
    await put(shared, { record, bytes })
    expect(cache.peek(record.specDigest)).toEqual({ state: 'missing' })
    await cache.find(record.specDigest)
    expect(cache.peek(record.specDigest)).toEqual({ state: 'hit', value: record })
    rmSync(local.blobPath(record.artifact.contentDigest))
    expect(cache.peek(record.specDigest)).toEqual({ state: 'lost', record })
  })
})

describe('store', () => {
  test('a shared store that fails does not fail the build, and is reported', async () => {
    const { cache, events, local, record, bytes } = setup({
      shared: scripted(sample('a'), 'unavailable', 'unavailable'),
    })
    expect(await cache.store({ record, bytes })).toEqual({ record, shared: false })
    expect(events).toEqual([{ type: 'cache-unavailable', tier: 'scripted', detail: 'not taken' }])
    expect(local.readRecord(record.specDigest)).toMatchObject({ state: 'hit' })
  })

  test('a shared store that may only be read is not written to, and not reported', async () => {
    const shared = { ...scripted(sample('a'), 'missing', 'missing'), readOnly: true }
    const { cache, events, record, bytes } = setup({ shared })
    expect(await cache.store({ record, bytes })).toEqual({ record, shared: false })
    expect(events).toEqual([])
  })

  test('a local store that fails is an error', async () => {
    const { cache, folder, record, bytes } = setup()
    writeFileSync(join(folder, 'local'), 'a file in place of the store')
    await expect(cache.store({ record, bytes })).rejects.toMatchObject({
      code: 'cache-unavailable',
    })
  })

  test('a record and bytes that do not belong together are refused', async () => {
    const { cache, local, record } = setup()
    const attempt = cache.store({ record, bytes: Buffer.from('other bytes') })
    await expect(attempt).rejects.toMatchObject({ code: 'artifact-invalid' })
    expect(local.readRecord(record.specDigest)).toEqual({ state: 'missing' })
  })

  test('the first picture of a request stays, and is what a second store gets back', async () => {
    const { cache, record, bytes } = setup()
    const second = sample('a', Buffer.from('another picture'))
    await cache.store({ record, bytes })
    expect(await cache.store(second)).toEqual({ record, shared: true })
    expect(await cache.find(record.specDigest)).toMatchObject({ value: { record } })
  })

  test('a picture takes the place of one that is lost', async () => {
    const { cache, local, shared, record, bytes } = setup()
    const second = sample('a', Buffer.from('another picture'))
    await cache.store({ record, bytes })
    rmSync(local.blobPath(record.artifact.contentDigest))
    rmSync(shared.blobPath(record.artifact.contentDigest))
    // The shared store keeps its record of the lost one, so this machine's is not shared.
    expect(await cache.store(second)).toEqual({ record: second.record, shared: false })
    expect(await cache.find(record.specDigest)).toMatchObject({ value: { record: second.record } })
  })

  test('a damaged local store is usable again after its figure is made again', async () => {
    const { cache, folder, local, record, bytes } = setup({ withShared: false })
    await cache.store({ record, bytes })
    damage(local.blobPath(record.artifact.contentDigest))
    const [file = ''] = listFiles(join(folder, 'local/records'))
    damage(join(folder, 'local/records', file))
    for (let look = 0; look < 3; look++) {
      expect(await cache.find(record.specDigest)).toMatchObject({ state: 'corrupt' })
    }
    await cache.store({ record, bytes })
    expect(await cache.find(record.specDigest)).toMatchObject({ state: 'hit' })
    expect(dirname(cache.blobPath(record.artifact.contentDigest))).toContain('blobs')
  })
})
