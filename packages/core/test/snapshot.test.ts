import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listDocuments } from '../src/state/content.js'
import { encodeSnapshot, readReportIfCurrent } from '../src/state/snapshot.js'

const search = { content: ['.'], exclude: [], skip: ['build'] }
const identity = 'build 1'
let root: string
let snapshotPath: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'figmill-snapshot-'))
  snapshotPath = join(root, 'build/.snapshot')
  mkdirSync(join(root, 'docs'))
  mkdirSync(join(root, 'build'))
  for (const path of ['a.md', 'docs/b.mdx', 'data.csv', 'build/a.md'])
    write(path, `text of ${path}`)
  writeFileSync(snapshotPath, '')
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, text: string) {
  writeFileSync(join(root, path), text)
}

/** As if the build had started a while after the last edit. */
const later = () => Date.now() + 60_000

function save(scanStartedMs = later(), content = search.content) {
  const snapshot = {
    identity,
    search: { ...search, content },
    documents: listDocuments({ root, ...search, content }),
    inputs: ['data.csv', 'figmill.config.json'],
    outputs: ['build/a.md', 'build'],
    report: 'all well',
  }
  writeFileSync(snapshotPath, encodeSnapshot(snapshot, root, scanStartedMs))
}

const read = (name = identity) => readReportIfCurrent(snapshotPath, name, root)

describe('a snapshot', () => {
  it('holds as long as nothing changes', () => {
    save()
    expect(read()).toBe('all well')
    expect(read()).toBe('all well')
  })

  it.each<[string, () => void]>([
    ['a document is edited', () => write('a.md', 'text of a.xx')],
    ['a document is added', () => write('docs/c.md', '')],
    ['a document is removed', () => unlinkSync(join(root, 'docs/b.mdx'))],
    ['a document is renamed', () => renameSync(join(root, 'a.md'), join(root, 'z.md'))],
    ['a data file is edited', () => write('data.csv', 'text of data.cs_')],
    ['a configuration appears', () => write('figmill.config.json', '{}')],
    ['an output is removed', () => unlinkSync(join(root, 'build/a.md'))],
    ['an output is edited', () => write('build/a.md', 'text of build/a.m_')],
    ['a file is removed from an output folder', () => unlinkSync(join(root, 'build/a.md'))],
    [
      'a document is edited and its modification time put back',
      () => {
        write('a.md', 'text of a.__')
        utimesSync(join(root, 'a.md'), 1, 1)
      },
    ],
  ])('does not hold once %s', (_, change) => {
    utimesSync(join(root, 'a.md'), 1, 1)
    save()
    change()
    expect(read()).toBeUndefined()
  })

  it.each<[string, () => void]>([
    ['other files come and go beside the documents', () => write('docs/b.mdx~', '')],
    ['a folder without documents appears', () => mkdirSync(join(root, 'docs/empty'))],
  ])('holds when %s', (_, change) => {
    save()
    change()
    expect(read()).toBe('all well')
  })

  it.each([
    ['a folder', 'docs'],
    ['a glob', '**/*.md*'],
  ])('does not hold once a document appears that %s names', (_, content) => {
    save(later(), [content])
    expect(read()).toBe('all well')
    write('docs/c.md', '')
    expect(read()).toBeUndefined()
  })

  it('does not hold once a document appears in a folder that a link names', () => {
    symlinkSync('docs', join(root, 'linked'))
    save(later(), ['linked'])
    expect(read()).toBe('all well')
    write('docs/c.md', '')
    expect(read()).toBeUndefined()
  })

  it('does not hold once the file changes that a linked document stands for', () => {
    write('a.txt', 'text of a.txt')
    symlinkSync('a.txt', join(root, 'linked.md'))
    save(later(), ['linked.md'])
    expect(read()).toBe('all well')
    write('a.txt', 'text of a.xxx')
    expect(read()).toBeUndefined()
  })

  it('does not hold for a document that appeared while the build was running', () => {
    const documents = listDocuments({ root, ...search })
    write('docs/c.md', '')
    const snapshot = { identity, search, documents, inputs: [], outputs: [], report: 'all well' }
    writeFileSync(snapshotPath, encodeSnapshot(snapshot, root, later()))
    expect(read()).toBeUndefined()
  })

  it('is not of another build', () => {
    save()
    expect(read('build 2')).toBeUndefined()
  })

  it('does not trust a document that changed while the build was running', () => {
    save(Date.now() - 5)
    expect(read()).toBeUndefined()
  })

  it('is like none when it is missing or torn', () => {
    expect(read()).toBeUndefined()
    save()
    const bytes = readFileSync(snapshotPath)
    for (let length = 0; length < bytes.length; length += 7) {
      writeFileSync(snapshotPath, bytes.subarray(0, length))
      expect(read()).toBeUndefined()
    }
  })

  it('tells nothing else when any byte of it is damaged', () => {
    save()
    const bytes = readFileSync(snapshotPath)
    const reports = bytes.map((byte, index) => {
      const damaged = Buffer.from(bytes)
      damaged[index] = byte ^ 0x10
      writeFileSync(snapshotPath, damaged)
      const report = read()
      expect(report ?? 'all well').toBe('all well')
      return report === undefined ? 1 : 0
    })
    // Only the times of folders are second to looking into them.
    expect(reports.filter(Boolean).length).toBeGreaterThan(bytes.length * 0.8)
  })
})

describe('finding documents', () => {
  it('passes over hidden folders, node_modules, what it writes and other kinds of files', () => {
    for (const folder of ['.git', 'node_modules/x', 'docs/.cache']) {
      mkdirSync(join(root, folder), { recursive: true })
      write(`${folder}/x.md`, '')
    }
    write('docs/picture.png', '')
    expect(listDocuments({ root, ...search }).sort()).toEqual(['a.md', 'docs/b.mdx'])
  })

  it('takes files, folders and globs, each document once', () => {
    const content = ['docs', './a.md', 'docs/*.mdx', '**/*.md']
    expect(listDocuments({ root, ...search, content })).toEqual(['docs/b.mdx', 'a.md'])
  })

  it.each(['none.md', 'nowhere/*.md'])('says that %s stands for nothing', (name) => {
    expect(() => listDocuments({ root, ...search, content: [name] })).toThrowError(
      expect.objectContaining({ code: 'document-missing' }),
    )
  })
})
