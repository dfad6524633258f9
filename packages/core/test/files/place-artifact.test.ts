import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { placeArtifact } from '../../src/files/place-artifact.js'
import { canMount, smallDisk } from './small-disk.js'
import { listFiles, temporaryFolder } from './temporary-folder.js'

function setup(folder = temporaryFolder()) {
  const source = join(folder, 'store/blob')
  mkdirSync(join(folder, 'store'))
  writeFileSync(source, 'picture', { mode: 0o444 })
  const destination = join(folder, 'public/figures/a.png')
  const temporaryDirectory = join(folder, 'tmp')
  const place = (link: boolean) => placeArtifact({ source, destination, temporaryDirectory, link })
  const others = () => listFiles(folder).filter((name) => name !== 'store/blob')
  return { folder, source, destination, temporaryDirectory, place, others }
}

describe('placeArtifact', () => {
  test('links a picture, and then leaves it alone', () => {
    const { source, destination, place, others } = setup()
    expect(place(true)).toBe('linked')
    expect(statSync(destination).ino).toBe(statSync(source).ino)
    const before = statSync(destination)
    expect(place(true)).toBe('kept')
    expect(statSync(destination).ctimeMs).toBe(before.ctimeMs)
    expect(others()).toEqual(['public/figures/a.png'])
  })

  test('copies a paid picture, and then leaves it alone', () => {
    const { source, destination, place, others } = setup()
    expect(place(false)).toBe('copied')
    expect(statSync(destination).ino).not.toBe(statSync(source).ino)
    const before = statSync(destination)
    expect(place(false)).toBe('kept')
    expect(statSync(destination).ctimeMs).toBe(before.ctimeMs)
    expect(others()).toEqual(['public/figures/a.png'])
  })

  test('editing a published copy in place does not touch the store', () => {
    const { source, destination, place } = setup()
    place(false)
    writeFileSync(destination, 'edited!')
    expect(readFileSync(source, 'utf8')).toBe('picture')
    expect(place(false)).toBe('copied')
    expect(readFileSync(destination, 'utf8')).toBe('picture')
  })

  test.each([true, false])(
    'replaces other bytes, of the same size and time too (link: %s)',
    (link) => {
      const { source, destination, place, others } = setup()
      mkdirSync(join(destination, '..'), { recursive: true })
      writeFileSync(destination, 'Picture')
      const { atime, mtime } = statSync(source)
      utimesSync(destination, atime, mtime)
      expect(place(link)).toBe(link ? 'linked' : 'copied')
      expect(readFileSync(destination, 'utf8')).toBe('picture')
      writeFileSync(`${destination}.other`, 'x')
      expect(others()).toEqual(['public/figures/a.png', 'public/figures/a.png.other'])
    },
  )

  test('a read-only file that another picture left is replaced', () => {
    const { destination, folder, place } = setup()
    const older = join(folder, 'store/older')
    writeFileSync(older, 'older', { mode: 0o444 })
    mkdirSync(join(destination, '..'), { recursive: true })
    linkSync(older, destination)
    expect(place(true)).toBe('linked')
    expect(readFileSync(older, 'utf8')).toBe('older')
    expect(readFileSync(destination, 'utf8')).toBe('picture')
  })

  test('one picture at two places leaves no third name behind', () => {
    const { destination, source, temporaryDirectory, place, others } = setup()
    place(true)
    const second = `${destination}.2`
    expect(placeArtifact({ source, destination: second, temporaryDirectory, link: true })).toBe(
      'linked',
    )
    expect(others()).toEqual(['public/figures/a.png', 'public/figures/a.png.2'])
    expect(statSync(source).nlink).toBe(3)
  })

  test('a folder in the way is an error that names it, and nothing is left', () => {
    const { destination, place, others } = setup()
    mkdirSync(join(destination, 'child'), { recursive: true })
    for (const link of [true, false]) {
      expect(() => place(link)).toThrow(
        expect.objectContaining({
          code: 'file-unwritable',
          message: expect.stringContaining(destination),
        }),
      )
    }
    expect(others()).toEqual([])
  })

  test('a stored picture that is gone is an error of its own', () => {
    const { destination, folder, temporaryDirectory } = setup()
    const source = join(folder, 'store/gone')
    for (const link of [true, false]) {
      expect(() => placeArtifact({ source, destination, temporaryDirectory, link })).toThrow(
        expect.objectContaining({ code: 'file-missing' }),
      )
    }
  })

  test.skipIf(!canMount)(
    'a destination on another file system gets a copy (skipped where mounting is not allowed)',
    () => {
      const { path: disk } = smallDisk(1024 * 1024)
      const { source, temporaryDirectory, others } = setup()
      const destination = join(disk, 'deep/a.png')
      const place = () => placeArtifact({ source, destination, temporaryDirectory, link: true })
      expect(place()).toBe('copied')
      expect(place()).toBe('kept')
      writeFileSync(destination, 'something else')
      expect(place()).toBe('copied')
      expect(readFileSync(destination, 'utf8')).toBe('picture')
      expect(listFiles(disk)).toEqual(['deep/a.png'])
      expect(others()).toEqual([])
    },
  )

  test('a copy can be written to by tools that publish it on', () => {
    const { destination, place } = setup()
    place(false)
    expect(statSync(destination).mode & 0o200).toBe(0o200)
    chmodSync(destination, 0o444)
    expect(place(false)).toBe('kept')
  })
})
