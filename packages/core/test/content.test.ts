import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { FigureError } from '../src/errors.js'
import { manifestName } from '../src/manifest-name.js'
import { findContent, listDocuments } from '../src/state/content.js'
import { temporaryFolder } from './files/temporary-folder.js'

let root: string
let outside: string

beforeEach(() => {
  const folder = temporaryFolder()
  root = join(folder, 'project')
  outside = join(folder, 'outside')
  for (const path of ['a.md', 'docs/b.md', 'docs/sub/c.md', 'build/a.md', 'site/build/a.md']) {
    write(path)
  }
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret.md'), '')
})

function write(path: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), '')
}

const link = (target: string, path: string) => symlinkSync(target, join(root, path))
const pipe = (path: string) => execFileSync('mkfifo', [join(root, path)])
const list = (...content: string[]) =>
  listDocuments({ root, content, exclude: [], skip: ['build', 'site/build'] })

/** The error that a look for documents ends with. */
function failure(...content: string[]): FigureError {
  try {
    list(...content)
  } catch (error) {
    return error as FigureError
  }
  throw new Error(`${content.join(', ')} stood for something`)
}

describe('one document', () => {
  it.each([
    ['./docs/b.md', 'docs/b.md'],
    ['docs//b.md', 'docs/b.md'],
    ['docs/../docs/./b.md', 'docs/b.md'],
    ['docs/sub/../*.md', 'docs/b.md'],
    ['./docs//sub/', 'docs/sub/c.md'],
    ['{docs,./docs}/b.*', 'docs/b.md'],
  ])('is listed once under every spelling, such as %s', (spelling, path) => {
    expect(list(spelling)).toEqual([path])
    expect(list(spelling, path, `./${path}`)).toEqual([path])
  })

  it.skipIf(sep === '\\')('may have a backslash in its name', () => {
    write('docs/one\\two.md')
    expect(list('docs/one\\two.md')).toEqual(['docs/one\\two.md'])
    expect(list('docs').sort()).toContain('docs/one\\two.md')
  })
})

describe('what is outside the project', () => {
  it.each([
    '../outside/secret.md',
    '../outside',
    '../outside/*.md',
    'docs/../../outside/*.md',
    '{docs,../outside}/*.md',
    '..',
  ])('is not named by %s', (entry) => {
    expect(failure(entry)).toMatchObject({ code: 'file-outside-project' })
  })

  it('is not named by an absolute path', () => {
    for (const entry of [outside, join(outside, '*.md'), join(root, 'a.md')]) {
      expect(failure(entry)).toMatchObject({ code: 'file-outside-project' })
    }
  })

  it('is not reached through a link', () => {
    link('../outside/secret.md', 'linked.md')
    link('../outside', 'linked')
    for (const entry of ['linked.md', 'linked', 'linked/secret.md', 'linked/*.md']) {
      expect(failure(entry)).toMatchObject({
        code: 'file-outside-project',
        message: expect.not.stringContaining('secret.md is'),
      })
    }
    expect(list('.', '**/*.md').sort()).toEqual(['a.md', 'docs/b.md', 'docs/sub/c.md'])
  })
})

describe('what is no regular file', () => {
  it('is not in a folder or a glob, and is an error when named', () => {
    pipe('docs/pipe.md')
    link('a.md', 'linked.md')
    expect(list('docs')).not.toContain('docs/pipe.md')
    expect(list('**/*.md')).toEqual(['a.md', 'docs/b.md', 'docs/sub/c.md'])
    expect(failure('docs/pipe.md')).toMatchObject({
      code: 'file-not-regular',
      message: expect.stringContaining('docs/pipe.md'),
    })
  })
})

describe('what figmill wrote', () => {
  it.each(['build', 'build/a.md', './site/build/'])('is no document: %s', (entry) => {
    expect(failure(entry)).toMatchObject({
      code: 'document-missing',
      message: expect.stringMatching(/where figmill writes/),
    })
  })

  it('is in no glob', () => {
    expect(list('**/*.md')).toEqual(['a.md', 'docs/b.md', 'docs/sub/c.md'])
    write('docs/node_modules/x.md')
    for (const entry of ['build/*.md', '*/build/*.md', 'docs/node_modules/*']) {
      expect(failure(entry)).toMatchObject({ code: 'document-missing' })
    }
  })

  it('is known by its manifest, whichever build it was', () => {
    write('docs/sub/print/a.md')
    write(`docs/sub/print/${manifestName}`)
    expect(list('docs').sort()).toEqual(['docs/b.md', 'docs/sub/c.md'])
    expect(list('docs/**/*.md')).toEqual(['docs/b.md', 'docs/sub/c.md'])
    expect(failure('docs/sub/print')).toMatchObject({ code: 'document-missing' })
    // The folder counts as looked into: it is one of documents once its manifest goes.
    const content = findContent({ root, content: ['docs'], exclude: [], skip: [] })
    expect(content.folders).toContain('docs/sub/print')
  })

  it('may lie beside the documents', () => {
    write(manifestName)
    const content = listDocuments({ root, content: ['.'], exclude: ['site'], skip: ['.', 'build'] })
    expect(content.sort()).toEqual(['a.md', 'docs/b.md', 'docs/sub/c.md'])
  })
})

describe('what the file system refuses', () => {
  it.each([
    ['a\0b.md', /a\\u0000b\.md/],
    [`docs/${'long'.repeat(100)}.md`, /ENAMETOOLONG/],
    ['loop.md', /`loop\.md`: .*ELOOP/],
    ['loop.md/a.md', /`loop\.md\/a\.md`: .*ELOOP/],
    ['a.md/b.md', /no file or folder `a\.md\/b\.md`/],
    ['broken.md', /no file or folder `broken\.md`/],
    [`docs/{${'long'.repeat(100)},none}.md`, /no document matches/],
    ['broken/*.md', /no document matches/],
  ])('is told with its name and what to do: %j', (entry, message) => {
    link('loop.md', 'loop.md')
    link('nothing', 'broken.md')
    expect(failure(entry)).toMatchObject({
      name: 'FigureError',
      code: 'document-missing',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
  })

  it('is told for a folder below', () => {
    chmodSync(dirname(root), 0o755)
    chmodSync(join(root, 'docs/sub'), 0o000)
    const error = asOrdinaryUser(() => failure('.'))
    expect(error).toMatchObject({
      code: 'document-missing',
      message: expect.stringMatching(/`docs\/sub`: permission denied/),
      hint: expect.stringMatching(/exclude/),
    })
  })
})

/** The superuser may look into everything. */
function asOrdinaryUser<Value>(run: () => Value): Value {
  if (process.getuid?.() !== 0) return run()
  process.seteuid?.(65_534)
  try {
    return run()
  } finally {
    process.seteuid?.(0)
  }
}
