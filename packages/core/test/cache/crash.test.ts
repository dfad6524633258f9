import { randomInt } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFileTier } from '../../src/cache/file-tier.js'
import { parseRecordText } from '../../src/cache/record-text.js'
import { digestContent, isContentDigest, isSpecDigest } from '../../src/digest.js'
import { startChild } from '../files/child.js'
import { listFiles, temporaryFolder } from '../files/temporary-folder.js'
import { sample } from './sample.js'

const script = new URL('./store-child.mjs', import.meta.url)

/** Every file that has a real name is whole and right. */
function expectWhole(directory: string): void {
  for (const file of listFiles(join(directory, 'blobs'))) {
    expect(digestContent(readFileSync(join(directory, 'blobs', file)))).toBe(basename(file))
  }
  for (const file of listFiles(join(directory, 'records'))) {
    const text = readFileSync(join(directory, 'records', file), 'utf8')
    const digest = basename(file, '.json')
    expect(isSpecDigest(digest) && parseRecordText(text, digest).state).toBe('hit')
  }
}

describe('file tier, between processes', () => {
  test('six writers of the same and of different figures end with one record for each', async () => {
    const directory = join(temporaryFolder(), 'store')
    const marks = ['a', 'b', 'c', 'd', 'e', 'f']
    const children = marks.map((mark) => startChild(script, ['share', directory, mark, '20']))
    for (const child of children) expect(await child.ended).toMatchObject({ exitCode: 0 })
    expectWhole(directory)
    const tier = createFileTier({ directory })
    for (let index = 0; index < 20; index++) {
      const shared = await tier.getRecord(sample(`shared ${index}`).record.specDigest)
      if (shared.state !== 'hit') throw new Error(shared.state)
      const winners = marks.map((mark) => digestContent(`shared ${index} by ${mark}`))
      expect(winners).toContain(shared.value.artifact.contentDigest)
      expect(await tier.getBlob(shared.value.artifact.contentDigest)).toMatchObject({
        state: 'hit',
      })
      for (const mark of marks) {
        const { record } = sample(`own ${mark} ${index}`)
        expect(await tier.getRecord(record.specDigest)).toMatchObject({ value: record })
      }
    }
    // 20 that all store, 20 by each of two kinds for six writers; no half or second copy of any.
    expect(listFiles(join(directory, 'blobs'))).toHaveLength(20 + 2 * 20 * 6)
    expect(listFiles(join(directory, 'records'))).toHaveLength(20 + 20 * 6)
    expect(listFiles(join(directory, 'tmp'))).toEqual([])
  })

  test('what a writer called safe outlives its kill -9, and no torn file has a real name', async () => {
    const directory = join(temporaryFolder(), 'store')
    const safe: string[] = []
    for (let round = 0; round < 8; round++) {
      const child = startChild(script, ['write', directory, String(round), '0'])
      const acknowledged = randomInt(1, 40)
      for (let line = 0; line < acknowledged; line++) await child.nextLine()
      child.process.kill('SIGKILL')
      expect(await child.ended).toMatchObject({ signal: 'SIGKILL' })
      safe.push(...child.lines)
    }
    const tier = createFileTier({ directory })
    expect(safe.length).toBeGreaterThanOrEqual(8)
    for (const line of safe) {
      const [specDigest, contentDigest] = line.split(' ')
      // The last line of a killed process may be cut: then it was not said.
      if (!isSpecDigest(specDigest) || !isContentDigest(contentDigest)) continue
      expect(await tier.getBlob(contentDigest)).toMatchObject({ state: 'hit' })
      expect(await tier.getRecord(specDigest)).toMatchObject({
        state: 'hit',
        value: { artifact: { contentDigest } },
      })
    }
    expectWhole(directory)
  })

  test('while a blob is damaged again and again, nobody reads wrong bytes or is told it is missing', async () => {
    const folder = temporaryFolder()
    const directory = join(folder, 'store')
    const { record, bytes } = sample('healed')
    const tier = createFileTier({ directory })
    await tier.putBlob(bytes)
    const path = tier.blobPath(record.artifact.contentDigest)
    const children = ['a', 'b', 'c'].map((mark) =>
      startChild(script, ['heal', directory, mark, '400']),
    )
    let running = children.length
    for (const child of children) child.ended.finally(() => running--)
    mkdirSync(join(folder, 'damage'))
    for (let damage = 0; running > 0; damage++) {
      const damaged = join(folder, 'damage', String(damage))
      writeFileSync(damaged, `damage ${damage}`)
      chmodSync(damaged, 0o444)
      renameSync(damaged, path)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const total: Record<string, number> = {}
    for (const child of children) {
      const seen: Record<string, number> = JSON.parse(await child.nextLine())
      for (const [state, count] of Object.entries(seen)) total[state] = (total[state] ?? 0) + count
    }
    expect(Object.keys(total).sort()).toEqual(['corrupt', 'hit'])
    await tier.putBlob(bytes)
    expect(await tier.getBlob(record.artifact.contentDigest)).toMatchObject({ state: 'hit' })
  })
})
