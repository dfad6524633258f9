import {
  closeSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.js'
import type { Ledger } from '../../src/engine/ledger.js'
import { isNetworkFileSystem } from '../../src/engine/ledger-file.js'
import { openSqliteLedger } from '../../src/engine/sqlite-ledger.js'
import { canMount, smallDisk } from '../files/small-disk.js'
import { figureRequest } from './figure-request.js'
import { memoryFolder } from './memory-folder.js'

let path: string
beforeEach(() => {
  path = join(memoryFolder(), 'ledger.sqlite')
})

const open = () => openSqliteLedger({ path, clock: systemClock, run: 'run' })

const claimOf = (prompt: string) => {
  const { figure, specDigest } = figureRequest(prompt)
  const request = { key: specDigest, figure, provider: 'fake', operation: 'generate' }
  return { ...request, request: JSON.stringify({ prompt }), maxCredits: 2 }
}

/** A ledger of some hundred claims, closed. */
async function fill(claims = 400): Promise<void> {
  const ledger = await open()
  const prompts = Array.from({ length: claims }, (_, index) => `figure ${index}`)
  await Promise.all(
    prompts.map(async (prompt) => {
      const result = await ledger.claim(claimOf(prompt), [])
      if (result.status === 'claimed') await ledger.intend(result.claim, 'k1')
    }),
  )
  await ledger.close()
}

const unavailable = { code: 'ledger-unavailable', hint: expect.stringMatching(/\w/) }

describe('a ledger is refused, and what is there stays as it is,', () => {
  test('when it is no database', async () => {
    writeFileSync(path, 'figures: 12\n'.repeat(1000))
    const before = readFileSync(path)
    await expect(open()).rejects.toMatchObject(unavailable)
    expect(readFileSync(path)).toEqual(before)
  })

  test('when it is the database of another program', async () => {
    const database = new DatabaseSync(path)
    database.exec('CREATE TABLE recipes (name TEXT)')
    database.close()
    await expect(open()).rejects.toMatchObject({
      code: 'ledger-unavailable',
      message: expect.stringContaining('another program'),
    })
  })

  test('when another version wrote it', async () => {
    await fill()
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version = 99')
    database.close()
    await expect(open()).rejects.toMatchObject({
      code: 'ledger-unavailable',
      message: expect.stringContaining('another version of figmill'),
    })
  })

  test.each([0.3, 0.6, 0.95])('when only %f of it is left', async (part) => {
    await fill()
    truncateSync(path, Math.floor((statSync(path).size * part) / 4096) * 4096)
    await expect(open()).rejects.toMatchObject(unavailable)
  })

  test('when a page of it was overwritten', async () => {
    await fill()
    const file = openSync(path, 'r+')
    writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, 4096 * 8)
    closeSync(file)
    await expect(open()).rejects.toMatchObject(unavailable)
  })

  test('when it is a folder, or below a file', async () => {
    await expect(
      openSqliteLedger({ path: join(path, '..'), clock: systemClock, run: 'run' }),
    ).rejects.toMatchObject(unavailable)
    writeFileSync(path, '')
    await expect(
      openSqliteLedger({ path: join(path, 'ledger'), clock: systemClock, run: 'run' }),
    ).rejects.toMatchObject({ code: 'file-unwritable', hint: expect.any(String) })
  })

  test('when another process holds it for longer than anybody should wait', async () => {
    await fill()
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    await expect(open()).rejects.toMatchObject(unavailable)
    other.exec('ROLLBACK')
    other.close()
    const ledger = await open()
    await ledger.close()
  })
})

test.skipIf(!canMount)('a ledger on a disk that may only be read is refused', async () => {
  const { path: disk, remount } = smallDisk(1024 * 1024)
  path = join(disk, 'ledger.sqlite')
  await fill(20)
  remount('ro')
  await expect(open()).rejects.toMatchObject(unavailable)
  remount('rw')
  const ledger = await open()
  expect(await ledger.list(['submitting'])).toHaveLength(20)
  await ledger.close()
})

test('a ledger that is locked while it is open refuses claims, and takes them again afterwards', async () => {
  const ledger = await open()
  const other = new DatabaseSync(path)
  other.exec('BEGIN IMMEDIATE')
  await expect(ledger.claim(claimOf('a'), [])).rejects.toMatchObject(unavailable)
  other.exec('ROLLBACK')
  other.close()
  expect(await ledger.claim(claimOf('a'), [])).toMatchObject({ status: 'claimed' })
  await ledger.close()
})

test('a ledger that is closed refuses everything, one call at a time', async () => {
  const ledger: Ledger = await open()
  await ledger.close()
  await expect(ledger.claim(claimOf('a'), [])).rejects.toMatchObject(unavailable)
  await expect(ledger.renew()).rejects.toMatchObject(unavailable)
  await expect(ledger.find(claimOf('a').key)).rejects.toMatchObject(unavailable)
})

test('a network file system is known by its number, as 32 bits with and without a sign', () => {
  for (const type of [0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0xfe534d42 | 0, 0x00c36400]) {
    expect(isNetworkFileSystem(type)).toBe(true)
  }
  for (const type of [0xef53, 0x01021994, 0x9123683e, 0x58465342, 0x794c7630]) {
    expect(isNetworkFileSystem(type)).toBe(false)
  }
})

test('a ledger that can no longer be written is closed all the same', async () => {
  const ledger = await open()
  const other = new DatabaseSync(path)
  other.exec('DROP TABLE owners')
  other.close()
  await expect(ledger.close()).resolves.toBeUndefined()
})
