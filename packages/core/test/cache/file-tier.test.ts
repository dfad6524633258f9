import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFileTier } from '../../src/cache/file-tier.js'
import type { ContentDigest, SpecDigest } from '../../src/digest.js'
import type { FigmillEvent } from '../../src/events.js'
import { canMount, smallDisk } from '../files/small-disk.js'
import { listFiles, temporaryFolder } from '../files/temporary-folder.js'
import { sample } from './sample.js'
import { tierContract } from './tier-contract.js'

function pathIn(directory: string, digest: string): string {
  const blob = join(directory, 'blobs', digest.slice(0, 2), digest)
  const record = join(directory, 'records', digest.slice(0, 2), `${digest}.json`)
  const aside = join(directory, 'quarantine', 'blobs', digest)
  return existsSync(blob) || existsSync(aside) ? blob : record
}

tierContract('file tier', async () => {
  const directory = join(temporaryFolder(), 'store')
  return {
    tier: createFileTier({ directory }),
    reopen: () => createFileTier({ directory }),
    readStored: async (digest) => readFileSync(pathIn(directory, digest)),
    writeStored: async (digest, stored) => {
      const path = pathIn(directory, digest)
      rmSync(path, { force: true })
      writeFileSync(path, stored)
    },
  }
})

function setup() {
  const directory = join(temporaryFolder(), 'store')
  const events: FigmillEvent[] = []
  const tier = createFileTier({ directory, listener: (event) => events.push(event) })
  return { directory, events, tier, ...sample('a') }
}

function overwrite(path: string, text: string): void {
  chmodSync(path, 0o644)
  writeFileSync(path, text)
}

describe('file tier', () => {
  test('has nothing but whole, read-only files under their digests', async () => {
    const { directory, tier, record, bytes } = setup()
    await tier.putBlob(bytes)
    await tier.putBlob(bytes)
    await tier.putRecord(record)
    await tier.putRecord(record)
    const { contentDigest } = record.artifact
    expect(listFiles(directory)).toEqual([
      `blobs/${contentDigest.slice(0, 2)}/${contentDigest}`,
      `records/${record.specDigest.slice(0, 2)}/${record.specDigest}.json`,
    ])
    for (const file of listFiles(directory)) {
      expect(statSync(join(directory, file)).mode & 0o222).toBe(0)
    }
    expect(tier.blobPath(contentDigest)).toBe(
      join(directory, 'blobs', contentDigest.slice(0, 2), contentDigest),
    )
  })

  test('a look into a store that does not exist makes no folder', async () => {
    const { directory, tier, record } = setup()
    expect(await tier.getRecord(record.specDigest)).toEqual({ state: 'missing' })
    expect(existsSync(directory)).toBe(false)
  })

  test('a quick look tells a blob by its size', async () => {
    const { tier, record, bytes } = setup()
    const { contentDigest, sizeBytes } = record.artifact
    expect(tier.hasBlob(contentDigest, sizeBytes)).toBe(false)
    await tier.putBlob(bytes)
    expect(tier.hasBlob(contentDigest, sizeBytes)).toBe(true)
    expect(tier.hasBlob(contentDigest, sizeBytes + 1)).toBe(false)
  })

  test('damage is set aside, reported once, and healed by the next put', async () => {
    const { directory, events, tier, record, bytes } = setup()
    const { contentDigest } = record.artifact
    await tier.putBlob(bytes)
    await tier.putRecord(record)
    overwrite(tier.blobPath(contentDigest), 'garbage')
    overwrite(pathIn(directory, record.specDigest), 'garbage')
    await tier.getBlob(contentDigest)
    await tier.getBlob(contentDigest)
    await tier.getRecord(record.specDigest)
    expect(listFiles(directory).filter((file) => !file.startsWith('quarantine/'))).toEqual([])
    expect(listFiles(join(directory, 'quarantine'))).toHaveLength(2)
    expect(events).toEqual([
      {
        type: 'problem',
        problem: expect.objectContaining({ code: 'cache-corrupt', severity: 'warning' }),
      },
      {
        type: 'problem',
        problem: expect.objectContaining({ code: 'cache-corrupt', severity: 'warning' }),
      },
    ])
    events.length = 0
    await tier.putBlob(bytes)
    await tier.putRecord(record)
    expect(events.map(({ type }) => type)).toEqual(['cache-healed', 'cache-healed'])
    expect(listFiles(join(directory, 'quarantine'))).toEqual([])
    expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'hit' })
    expect(await tier.getRecord(record.specDigest)).toMatchObject({ state: 'hit' })
  })

  test('a put over a damaged blob that nobody has read heals it', async () => {
    const { tier, record, bytes } = setup()
    await tier.putBlob(bytes)
    overwrite(tier.blobPath(record.artifact.contentDigest), 'garbage')
    await tier.putBlob(bytes)
    expect(readFileSync(tier.blobPath(record.artifact.contentDigest))).toEqual(Buffer.from(bytes))
  })

  test('a sound blob that was moved aside by mistake is put back', async () => {
    const { directory, tier, record, bytes } = setup()
    const { contentDigest } = record.artifact
    await tier.putBlob(bytes)
    // As a process leaves it that is killed between its move and its second look.
    const aside = join(directory, 'quarantine/blobs', contentDigest, 'moved')
    mkdirSync(dirname(aside), { recursive: true })
    renameSync(tier.blobPath(contentDigest), aside)
    expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'hit' })
    expect(listFiles(join(directory, 'quarantine'))).toEqual([])
  })

  test('a record whose picture is gone can be replaced, and the old one is kept aside', async () => {
    const { directory, tier, record } = setup()
    const other = sample('a', Buffer.from('another picture')).record
    await tier.putRecord(record)
    await tier.replaceRecord(other)
    expect(await tier.getRecord(record.specDigest)).toEqual({ state: 'hit', value: other })
    const [kept = ''] = listFiles(join(directory, 'quarantine/retired'))
    const text = readFileSync(join(directory, 'quarantine/retired', kept), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ record })
  })

  test('a store whose path is a file is unavailable, never missing', async () => {
    const { directory, tier, record, bytes } = setup()
    mkdirSync(dirname(directory), { recursive: true })
    writeFileSync(directory, 'not a folder')
    expect(await tier.getRecord(record.specDigest)).toMatchObject({ state: 'unavailable' })
    expect(await tier.getBlob(record.artifact.contentDigest)).toMatchObject({
      state: 'unavailable',
      detail: expect.stringContaining('ENOTDIR'),
    })
    const unavailable = { code: 'cache-unavailable', hint: expect.any(String) }
    await expect(tier.putBlob(bytes)).rejects.toMatchObject(unavailable)
    await expect(tier.putRecord(record)).rejects.toMatchObject(unavailable)
  })

  test('an entry that cannot be read is unavailable; a blob put there takes its place', async () => {
    const { directory, tier, record, bytes } = setup()
    const { contentDigest } = record.artifact
    await tier.putRecord(record)
    const recordPath = pathIn(directory, record.specDigest)
    rmSync(recordPath)
    // Links in a circle fail for every user, as a lost permission does for most.
    symlinkSync(recordPath, recordPath)
    mkdirSync(tier.blobPath(contentDigest), { recursive: true })
    expect(await tier.getRecord(record.specDigest)).toMatchObject({ state: 'unavailable' })
    expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'unavailable' })
    await expect(tier.putRecord(record)).rejects.toMatchObject({ code: 'cache-unavailable' })
    await tier.putBlob(bytes)
    expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'hit' })
  })

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'an entry without read permission is unavailable (skipped for root and on Windows: no permission stops them)',
    async () => {
      const { tier, record, bytes } = setup()
      await tier.putBlob(bytes)
      chmodSync(tier.blobPath(record.artifact.contentDigest), 0)
      expect(await tier.getBlob(record.artifact.contentDigest)).toMatchObject({
        state: 'unavailable',
      })
    },
  )

  test.skipIf(!canMount)(
    'a read-only store is read, and stays corrupt where it is (skipped where mounting is not allowed)',
    async () => {
      const { path: disk, remount } = smallDisk(1024 * 1024)
      const { record, bytes } = sample('a')
      const damaged = sample('b')
      const writer = createFileTier({ directory: disk })
      await writer.putBlob(bytes)
      await writer.putRecord(record)
      await writer.putRecord(damaged.record)
      overwrite(pathIn(disk, damaged.record.specDigest), 'garbage')
      remount('ro')
      const tier = createFileTier({ directory: disk })
      expect(await tier.getBlob(record.artifact.contentDigest)).toMatchObject({ state: 'hit' })
      expect(await tier.getRecord(record.specDigest)).toMatchObject({ state: 'hit' })
      for (let look = 0; look < 2; look++) {
        expect(await tier.getRecord(damaged.record.specDigest)).toMatchObject({ state: 'corrupt' })
      }
      await expect(tier.putBlob(damaged.bytes)).rejects.toMatchObject({
        code: 'cache-unavailable',
        message: expect.stringContaining('read-only (EROFS)'),
      })
    },
  )

  test.skipIf(!canMount)(
    'a full disk loses nothing that was stored and shows no part (skipped where mounting is not allowed)',
    async () => {
      const { path: disk } = smallDisk(512 * 1024)
      const tier = createFileTier({ directory: disk })
      const stored: ContentDigest[] = []
      const fill = async () => {
        for (let index = 0; index < 100; index++) {
          stored.push(await tier.putBlob(Buffer.alloc(50_000, index)))
        }
      }
      await expect(fill()).rejects.toMatchObject({
        code: 'cache-unavailable',
        message: expect.stringContaining('disk is full (ENOSPC)'),
        hint: expect.stringContaining('Free'),
      })
      expect(stored.length).toBeGreaterThan(3)
      for (const digest of stored) expect((await tier.getBlob(digest)).state).toBe('hit')
      expect(listFiles(disk)).toHaveLength(stored.length)
    },
  )

  test('unfinished files of a day ago are swept once, younger ones never', async () => {
    const { directory, tier, bytes } = setup()
    const temporary = join(directory, 'tmp')
    mkdirSync(temporary, { recursive: true })
    const dayAgo = Date.now() / 1000 - 25 * 60 * 60
    const leave = (name: string, seconds: number) => {
      writeFileSync(join(temporary, name), '')
      utimesSync(join(temporary, name), seconds, seconds)
    }
    leave('old', dayAgo)
    leave('young', dayAgo + 2 * 60 * 60)
    await tier.putBlob(bytes)
    expect(listFiles(temporary)).toEqual(['young'])
    leave('old', dayAgo)
    await tier.putBlob(Buffer.from('another'))
    expect(listFiles(temporary)).toEqual(['old', 'young'])
  })

  test('a folder of the store that is removed meanwhile is made again', async () => {
    const { directory, tier, record, bytes } = setup()
    await tier.putBlob(bytes)
    await tier.putRecord(record)
    rmSync(directory, { recursive: true, force: true })
    await tier.putBlob(bytes)
    await tier.putRecord(record)
    expect(await tier.getBlob(record.artifact.contentDigest)).toMatchObject({ state: 'hit' })
    expect(await tier.getRecord(record.specDigest as SpecDigest)).toMatchObject({ state: 'hit' })
  })
})
