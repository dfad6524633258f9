import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FigureError } from '../../src/errors.js'
import { writeFileAtomic, writeFileAtomicSync } from '../../src/files/atomic-write.js'
import { renameWithPatience } from '../../src/files/rename.js'
import { sweepDirectory } from '../../src/files/sweep-directory.js'
import { startChild } from './child.js'
import { canMount, smallDisk } from './small-disk.js'
import { listFiles, temporaryFolder } from './temporary-folder.js'

const variants = {
  async: writeFileAtomic,
  sync: async (...args: Parameters<typeof writeFileAtomicSync>) => writeFileAtomicSync(...args),
}

async function failure(attempt: Promise<unknown>): Promise<FigureError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof FigureError)) throw new Error(`expected a FigureError, got ${error}`)
  return error
}

describe.each(Object.entries(variants))('writeFileAtomic (%s)', (_name, write) => {
  test.each([true, false])(
    'writes text and bytes, and nothing else (durable: %s)',
    async (durable) => {
      const folder = temporaryFolder()
      await write(join(folder, 'a.txt'), 'grün', { durable })
      await write(join(folder, 'deep/er/b.bin'), Uint8Array.of(0, 255), { durable })
      await write(join(folder, 'empty'), '', { durable })
      expect(listFiles(folder)).toEqual(['a.txt', 'deep/er/b.bin', 'empty'])
      expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('grün')
      expect([...readFileSync(join(folder, 'deep/er/b.bin'))]).toEqual([0, 255])
    },
  )

  test('replaces a file whole, even a read-only one', async () => {
    const path = join(temporaryFolder(), 'a.txt')
    writeFileSync(path, 'a longer text than the new one')
    chmodSync(path, 0o444)
    await write(path, 'new', { durable: true })
    expect(readFileSync(path, 'utf8')).toBe('new')
  })

  test('gives the file the mode asked for', async () => {
    const path = join(temporaryFolder(), 'a.txt')
    await write(path, 'x', { durable: false, mode: 0o444 })
    expect(statSync(path).mode & 0o777).toBe(0o444)
  })

  test('keeps unfinished files in the folder it is given', async () => {
    const folder = temporaryFolder()
    const temporaryDirectory = join(folder, 'elsewhere/tmp')
    await write(join(folder, 'out/a.txt'), 'x', { durable: false, temporaryDirectory })
    expect(listFiles(folder)).toEqual(['out/a.txt'])
    expect(statSync(temporaryDirectory).isDirectory()).toBe(true)
  })

  test('a folder of that name is an error with the path and what to do', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'taken')
    mkdirSync(join(path, 'child'), { recursive: true })
    const error = await failure(write(path, 'x', { durable: false }))
    expect(error).toMatchObject({ code: 'file-unwritable', hint: expect.stringMatching(/folder/) })
    expect(error.message).toContain(path)
    expect(error.cause).toMatchObject({ code: expect.stringMatching(/EISDIR|EPERM|ENOTEMPTY/) })
    expect(listFiles(folder)).toEqual([])
  })

  test('a file in place of a folder is an error that says so', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const error = await failure(write(join(folder, 'file/a.txt'), 'x', { durable: false }))
    expect(error).toMatchObject({
      code: 'file-unwritable',
      message: expect.stringMatching(/not a folder \(ENOTDIR\)/),
    })
    expect(listFiles(folder)).toEqual(['file'])
  })

  test.skipIf(!canMount)(
    'a full disk leaves the old file and no other (skipped where mounting is not allowed)',
    async () => {
      const { path: disk } = smallDisk(256 * 1024)
      const path = join(disk, 'a.bin')
      await write(path, 'old', { durable: true })
      const error = await failure(write(path, new Uint8Array(1024 * 1024), { durable: true }))
      expect(error).toMatchObject({
        code: 'file-unwritable',
        message: expect.stringMatching(/disk is full \(ENOSPC\)/),
        hint: expect.stringMatching(/Free/),
      })
      expect(readFileSync(path, 'utf8')).toBe('old')
      expect(listFiles(disk)).toEqual(['a.bin'])
    },
  )

  test.skipIf(!canMount)(
    'a read-only file system is named as such (skipped where mounting is not allowed)',
    async () => {
      const { path: disk, remount } = smallDisk(256 * 1024)
      remount('ro')
      const error = await failure(write(join(disk, 'a.txt'), 'x', { durable: true }))
      expect(error.message).toMatch(/read-only \(EROFS\)/)
    },
  )

  test.skipIf(!canMount)(
    'a temporary folder on another file system still gives a whole file (skipped where mounting is not allowed)',
    async () => {
      const { path: disk } = smallDisk(1024 * 1024)
      const folder = temporaryFolder()
      const path = join(folder, 'a.txt')
      await write(path, 'across', { durable: true, temporaryDirectory: disk })
      expect(readFileSync(path, 'utf8')).toBe('across')
      expect([...listFiles(folder), ...listFiles(disk)]).toEqual(['a.txt'])
    },
  )

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'a folder without write permission is named as such (skipped for root and on Windows: no permission stops them)',
    async () => {
      const folder = temporaryFolder()
      chmodSync(folder, 0o555)
      const error = await failure(write(join(folder, 'a.txt'), 'x', { durable: true }))
      expect(error.message).toMatch(/permission denied \(EACCES\)/)
    },
  )
})

test.skipIf(process.platform === 'win32')(
  'a write that fails half way leaves nothing (skipped on Windows: no ulimit)',
  async () => {
    const folder = temporaryFolder()
    const script = new URL('./write-child.mjs', import.meta.url)
    // A limit on file sizes stops the write in the middle, for any user: 8 blocks of 512 bytes.
    const child = startChild(
      script,
      [join(folder, 'a.bin')],
      ['sh', '-c', 'ulimit -f 8; exec "$0" "$@"'],
    )
    const line = await child.nextLine()
    await child.ended
    expect(JSON.parse(line)).toMatchObject({
      code: 'file-unwritable',
      message: expect.stringContaining('EFBIG'),
    })
    expect(listFiles(folder)).toEqual([])
  },
)

describe('renaming on Windows', () => {
  const busy = (code: string) => Object.assign(new Error(code), { code })

  test('a file that is busy for a moment is tried again', () => {
    const pauses: number[] = []
    let attempts = 0
    renameWithPatience(
      () => {
        attempts += 1
        if (attempts < 4) throw busy('EBUSY')
      },
      (delayMs) => pauses.push(delayMs),
    )
    expect(attempts).toBe(4)
    expect(pauses).toHaveLength(3)
  })

  test('a file that stays busy fails after about two seconds with the reason', () => {
    let waitedMs = 0
    const attempt = () =>
      renameWithPatience(
        () => {
          throw busy('EPERM')
        },
        (delayMs) => {
          waitedMs += delayMs
        },
      )
    expect(attempt).toThrow('EPERM')
    expect(waitedMs).toBe(2000)
  })

  test('another error is not tried again', () => {
    let attempts = 0
    const attempt = () =>
      renameWithPatience(
        () => {
          attempts += 1
          throw busy('ENOENT')
        },
        () => {},
      )
    expect(attempt).toThrow('ENOENT')
    expect(attempts).toBe(1)
  })
})

test('sweeping removes what is older than the given moment and nothing else', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'a'), '')
  const { mtimeMs } = statSync(join(folder, 'a'))
  sweepDirectory(folder, mtimeMs)
  expect(listFiles(folder)).toEqual(['a'])
  sweepDirectory(folder, mtimeMs + 1)
  expect(listFiles(folder)).toEqual([])
  sweepDirectory(join(folder, 'not there'), mtimeMs)
})
