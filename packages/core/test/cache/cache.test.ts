import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { createCache } from '../../src/cache/cache.js'
import { createFileTier } from '../../src/cache/file-tier.js'
import type { CacheTier, Lookup } from '../../src/cache/tier.js'
import { FigureError } from '../../src/errors.js'
import type { FigmillEvent } from '../../src/events.js'
import { listFiles, temporaryFolder } from '../files/temporary-folder.js'
import { type Sample, sample, twoFormats } from './sample.js'

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

async function put(tier: CacheTier, { record, blobs }: Sample): Promise<void> {
  for (const bytes of blobs) await tier.putBlob(bytes)
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
    close: async () => {},
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
    expect(await cache.store({ record, blobs: [bytes] })).toEqual(record)
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
      await cache.store({ record, blobs: [bytes] })
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
    await cache.store({ record, blobs: [bytes] })
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

  test('a record whose picture is gone here is not lost while another machine has a picture', async () => {
    const { cache, local, shared, record } = setup()
    const other = sample('a', Buffer.from('another picture'))
    await local.putRecord(record)
    await put(shared, other)
    expect(await cache.find(record.specDigest)).toMatchObject({
      state: 'hit',
      value: { record: other.record },
    })
    expect(cache.peek(record.specDigest)).toEqual({ state: 'hit', value: other.record })
  })

  test.each<[Fate, Fate, string]>([
    ['hit', 'missing', 'lost'],
    ['hit', 'corrupt', 'lost'],
    ['hit', 'unavailable', 'unavailable'],
    ['missing', 'missing', 'lost'],
    ['corrupt', 'missing', 'lost'],
    ['unavailable', 'missing', 'unavailable'],
  ])(
    'a picture gone here, record %s and picture %s elsewhere, is %s',
    async (records, blobs, state) => {
      const shared = scripted(sample('a', Buffer.from('another picture')), records, blobs)
      const { cache, local, record } = setup({ shared })
      await local.putRecord(record)
      expect(await cache.find(record.specDigest)).toMatchObject({ state })
    },
  )

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

describe('close', () => {
  test('closes the shared store, if there is one', async () => {
    const shared = scripted(sample('a'), 'missing', 'missing')
    const close = vi.spyOn(shared, 'close')
    await setup({ shared }).cache.close()
    expect(close).toHaveBeenCalledOnce()
    await setup({ withShared: false }).cache.close()
  })
})

describe('peek', () => {
  test('tells what is here without looking elsewhere', async () => {
    const { cache, local, shared, record } = setup()
    await put(shared, sample('a'))
    expect(cache.peek(record.specDigest)).toEqual({ state: 'missing' })
    await cache.find(record.specDigest)
    expect(cache.peek(record.specDigest)).toEqual({ state: 'hit', value: record })
    rmSync(local.blobPath(record.artifact.contentDigest))
    expect(cache.peek(record.specDigest)).toEqual({ state: 'lost', record })
  })
})

describe('a figure in several formats', () => {
  const figure = twoFormats('a')
  const { specDigest } = figure.record
  const pdf = figure.record.alternates?.[0]?.contentDigest ?? figure.record.artifact.contentDigest

  test('is stored and found as a whole', async () => {
    const { cache } = setup()
    expect(await cache.store(figure)).toEqual(figure.record)
    expect(await cache.find(specDigest)).toMatchObject({ state: 'hit' })
    expect(cache.peek(specDigest)).toMatchObject({ state: 'hit' })
    expect(readFileSync(cache.blobPath(pdf))).toEqual(figure.blobs[1])
  })

  test('is refused unless the bytes of each format come with it', async () => {
    const { cache } = setup()
    const [svg = Buffer.of(), other = Buffer.of()] = figure.blobs
    for (const blobs of [[svg], [other, svg], [svg, other, other]]) {
      const attempt = cache.store({ record: figure.record, blobs })
      await expect(attempt).rejects.toMatchObject({ code: 'artifact-invalid' })
    }
  })

  test.each(['corrupt', 'gone'])('is healed when one of them is %s here', async (fate) => {
    const { cache, local } = setup()
    await cache.store(figure)
    if (fate === 'gone') rmSync(local.blobPath(pdf))
    else damage(local.blobPath(pdf))
    expect(await cache.find(specDigest)).toMatchObject({ state: 'hit' })
    expect(readFileSync(cache.blobPath(pdf))).toEqual(figure.blobs[1])
  })

  test('is taken from the shared store with all of them', async () => {
    const { cache, shared } = setup()
    await put(shared, figure)
    expect(await cache.find(specDigest)).toMatchObject({ state: 'hit' })
    expect(readFileSync(cache.blobPath(pdf))).toEqual(figure.blobs[1])
  })

  test('is lost when one of them is in no store, and whole again when it is stored again', async () => {
    const { cache, local, shared } = setup()
    await cache.store(figure)
    rmSync(local.blobPath(pdf))
    rmSync(shared.blobPath(pdf))
    const lost = { state: 'lost', record: figure.record }
    expect(cache.peek(specDigest)).toEqual(lost)
    expect(await cache.find(specDigest)).toEqual(lost)
    expect(await cache.store(figure)).toEqual(figure.record)
    expect(await cache.find(specDigest)).toMatchObject({ state: 'hit' })
    expect(await shared.getBlob(pdf)).toMatchObject({ state: 'hit' })
  })
})

describe('store', () => {
  test('tells of a failure when no file is on its way to the disk any more', async () => {
    const { local } = setup()
    const { record, blobs } = twoFormats('a')
    let isOver = false
    const putBlob = async (bytes: Uint8Array) => {
      if (bytes === blobs[0]) throw new Error('the disk is full')
      await new Promise((resolve) => setTimeout(resolve, 20))
      isOver = true
      return local.putBlob(bytes)
    }
    const cache = createCache({ local: { ...local, putBlob } })
    await expect(cache.store({ record, blobs })).rejects.toThrow('the disk is full')
    expect(isOver).toBe(true)
  })

  test('a shared store that fails does not fail the build, and is reported', async () => {
    const { cache, events, local, record, bytes } = setup({
      shared: scripted(sample('a'), 'unavailable', 'unavailable'),
    })
    expect(await cache.store({ record, blobs: [bytes] })).toEqual(record)
    expect(events).toEqual([{ type: 'cache-unavailable', tier: 'scripted', detail: 'not taken' }])
    expect(local.readRecord(record.specDigest)).toMatchObject({ state: 'hit' })
  })

  test('a shared store that is full is reported once, not once per figure', async () => {
    const { cache, events } = setup({ shared: scripted(sample('a'), 'missing', 'missing') })
    for (let figure = 0; figure < 20; figure++) {
      const one = sample(`figure ${figure}`)
      expect(await cache.find(one.record.specDigest)).toEqual({ state: 'missing' })
      await cache.store(one)
    }
    expect(events).toEqual([{ type: 'cache-unavailable', tier: 'scripted', detail: 'not taken' }])
  })

  test('a shared store that is down is reported once, whatever was asked of it', async () => {
    const { cache, events } = setup({ shared: scripted(sample('a'), 'unavailable', 'unavailable') })
    for (let figure = 0; figure < 5; figure++) {
      const one = sample(`figure ${figure}`)
      await cache.find(one.record.specDigest)
      await cache.store(one)
    }
    expect(events).toHaveLength(1)
  })

  test('a second outage is reported too', async () => {
    const shared = scripted(sample('a'), 'missing', 'missing')
    const { putBlob, putRecord } = shared
    const { cache, events } = setup({ shared })
    await cache.store(sample('first'))
    shared.putBlob = async () => sample('second').record.artifact.contentDigest
    shared.putRecord = async (record) => record
    await cache.store(sample('second'))
    Object.assign(shared, { putBlob, putRecord })
    await cache.store(sample('third'))
    expect(events).toHaveLength(2)
  })

  test('a local store that fails is an error', async () => {
    const { cache, folder, record, bytes } = setup()
    writeFileSync(join(folder, 'local'), 'a file in place of the store')
    await expect(cache.store({ record, blobs: [bytes] })).rejects.toMatchObject({
      code: 'cache-unavailable',
    })
  })

  test('a record and bytes that do not belong together are refused', async () => {
    const { cache, local, record } = setup()
    const attempt = cache.store({ record, blobs: [Buffer.from('other bytes')] })
    await expect(attempt).rejects.toMatchObject({ code: 'artifact-invalid' })
    expect(local.readRecord(record.specDigest)).toEqual({ state: 'missing' })
  })

  test('the first picture of a request stays, and is what a second store gets back', async () => {
    const { cache, record, bytes } = setup()
    const second = sample('a', Buffer.from('another picture'))
    await cache.store({ record, blobs: [bytes] })
    expect(await cache.store(second)).toEqual(record)
    expect(await cache.find(record.specDigest)).toMatchObject({ value: { record } })
  })

  test('a picture takes the place of one that is lost', async () => {
    const { cache, local, shared, record, bytes } = setup()
    const second = sample('a', Buffer.from('another picture'))
    await cache.store({ record, blobs: [bytes] })
    rmSync(local.blobPath(record.artifact.contentDigest))
    rmSync(shared.blobPath(record.artifact.contentDigest))
    expect(await cache.store(second)).toEqual(second.record)
    expect(await cache.find(record.specDigest)).toMatchObject({ value: { record: second.record } })
  })

  test('a damaged local store is usable again after its figure is made again', async () => {
    const { cache, folder, local, record, bytes } = setup({ withShared: false })
    await cache.store({ record, blobs: [bytes] })
    damage(local.blobPath(record.artifact.contentDigest))
    const [file = ''] = listFiles(join(folder, 'local/records'))
    damage(join(folder, 'local/records', file))
    for (let look = 0; look < 3; look++) {
      expect(await cache.find(record.specDigest)).toMatchObject({ state: 'corrupt' })
    }
    await cache.store({ record, blobs: [bytes] })
    expect(await cache.find(record.specDigest)).toMatchObject({ state: 'hit' })
    expect(dirname(cache.blobPath(record.artifact.contentDigest))).toContain('blobs')
  })
})
