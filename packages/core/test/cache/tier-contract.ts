import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CacheTier } from '../../src/cache/tier.js'
import { digestContent } from '../../src/digest.js'
import { derivedSample, flipBit, sample, twoFormats } from './sample.js'

/** A store under test, and a way to get behind its back. */
export interface TierUnderTest {
  tier: CacheTier
  /** Another opener of the same store, such as another process would be. */
  reopen(): CacheTier
  /** The stored form of a blob or record. */
  readStored(digest: string): Promise<Buffer>
  /** Overwrites the stored form, not through the tier. */
  writeStored(digest: string, stored: Buffer): Promise<void>
}

/** The promises every store makes. */
export function tierContract(name: string, create: () => Promise<TierUnderTest>): void {
  describe(`${name}: every store`, () => {
    test('gives back bytes and records, also to another opener', async () => {
      const { tier, reopen } = await create()
      for (const { record, bytes } of [sample('a'), derivedSample(), twoFormats('b')]) {
        expect(await tier.putBlob(bytes)).toBe(digestContent(bytes))
        await tier.putRecord(record)
        for (const reader of [tier, reopen()]) {
          const blob = await reader.getBlob(record.artifact.contentDigest)
          expect(blob.state === 'hit' && Buffer.from(blob.value).equals(bytes)).toBe(true)
          expect(await reader.getRecord(record.specDigest)).toEqual({ state: 'hit', value: record })
        }
      }
    })

    test('says missing of what it never had', async () => {
      const { tier } = await create()
      const { record } = sample('never stored')
      expect(await tier.getRecord(record.specDigest)).toEqual({ state: 'missing' })
      expect(await tier.getBlob(record.artifact.contentDigest)).toEqual({ state: 'missing' })
    })

    test('keeps any bytes: none, all values, a megabyte', async () => {
      const { tier } = await create()
      const everyValue = Uint8Array.from({ length: 256 }, (_, value) => value)
      for (const bytes of [new Uint8Array(), everyValue, randomBytes(1024 * 1024)]) {
        const digest = await tier.putBlob(bytes)
        const blob = await tier.getBlob(digest)
        expect(blob.state === 'hit' && Buffer.from(blob.value).equals(bytes)).toBe(true)
      }
    })

    test('keeps the first record of a request', async () => {
      const { tier, reopen } = await create()
      const first = sample('a').record
      await tier.putRecord(first)
      await reopen().putRecord({ ...sample('a', Buffer.from('another picture')).record })
      expect(await tier.getRecord(first.specDigest)).toEqual({ state: 'hit', value: first })
    })

    test('puts made at once all arrive', async () => {
      const { tier } = await create()
      const samples = Array.from({ length: 20 }, (_, index) => sample(`figure ${index % 10}`))
      await Promise.all(samples.map(({ bytes }) => tier.putBlob(bytes)))
      await Promise.all(samples.map(({ record }) => tier.putRecord(record)))
      for (const { record, bytes } of samples) {
        expect(await tier.getBlob(record.artifact.contentDigest)).toMatchObject({ state: 'hit' })
        expect(digestContent(bytes)).toBe(record.artifact.contentDigest)
        expect(await tier.getRecord(record.specDigest)).toEqual({ state: 'hit', value: record })
      }
    })

    test('a flipped bit never gives a wrong picture or record, and never reads as missing', async () => {
      const { tier, readStored, writeStored } = await create()
      const { record, bytes } = sample('a')
      const { contentDigest } = record.artifact
      await tier.putBlob(bytes)
      await tier.putRecord(record)
      const storedBlob = await readStored(contentDigest)
      const storedRecord = await readStored(record.specDigest)
      const bit = fc.nat({ max: 100_000 })
      await fc.assert(
        fc.asyncProperty(bit, bit, async (blobBit, recordBit) => {
          await writeStored(contentDigest, flipBit(storedBlob, blobBit))
          const blob = await tier.getBlob(contentDigest)
          // A store may use a text in which some bits mean nothing: then the bytes are the same.
          if (blob.state === 'hit') expect(Buffer.from(blob.value).equals(bytes)).toBe(true)
          else expect(['corrupt', 'unavailable']).toContain(blob.state)
          await writeStored(record.specDigest, flipBit(storedRecord, recordBit))
          const found = await tier.getRecord(record.specDigest)
          if (found.state === 'hit') expect(found.value).toEqual(record)
          else expect(['corrupt', 'unavailable']).toContain(found.state)
        }),
        { numRuns: 150 },
      )
    })

    test('an entry cut short is corrupt, and stays so until it is healed', async () => {
      const { tier, reopen, readStored, writeStored } = await create()
      const { record, bytes } = sample('a')
      const { contentDigest } = record.artifact
      await tier.putBlob(bytes)
      await tier.putRecord(record)
      const storedBlob = await readStored(contentDigest)
      const storedRecord = await readStored(record.specDigest)
      for (const part of [0.1, 0.5, 0.9]) {
        await writeStored(contentDigest, storedBlob.subarray(0, storedBlob.byteLength * part))
        await writeStored(
          record.specDigest,
          storedRecord.subarray(0, storedRecord.byteLength * part),
        )
        for (const reader of [tier, tier, reopen()]) {
          expect(await reader.getBlob(contentDigest)).toMatchObject({ state: 'corrupt' })
          expect(await reader.getRecord(record.specDigest)).toMatchObject({ state: 'corrupt' })
        }
        await tier.putBlob(bytes)
        await tier.putRecord(record)
        for (const reader of [tier, reopen()]) {
          expect(await reader.getBlob(contentDigest)).toMatchObject({ state: 'hit' })
          expect(await reader.getRecord(record.specDigest)).toEqual({ state: 'hit', value: record })
        }
      }
    })

    test('one picture or record under the name of another is corrupt', async () => {
      const { tier, readStored, writeStored } = await create()
      const one = sample('a')
      const other = sample('b')
      for (const { record, bytes } of [one, other]) {
        await tier.putBlob(bytes)
        await tier.putRecord(record)
      }
      const { contentDigest } = one.record.artifact
      await writeStored(contentDigest, await readStored(other.record.artifact.contentDigest))
      await writeStored(one.record.specDigest, await readStored(other.record.specDigest))
      expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'corrupt' })
      expect(await tier.getRecord(one.record.specDigest)).toMatchObject({ state: 'corrupt' })
      expect(await tier.getRecord(other.record.specDigest)).toMatchObject({ state: 'hit' })
    })
  })
}
