import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digestContent } from '../../src/digest.js'
import { readProjectFile } from '../../src/files/project-file.js'
import { temporaryFolder } from './temporary-folder.js'

const maxBytes = 1000

function project(): { root: string; outside: string } {
  const folder = temporaryFolder()
  const root = join(folder, 'project')
  const outside = join(folder, 'outside')
  mkdirSync(join(root, 'docs/data'), { recursive: true })
  mkdirSync(outside)
  writeFileSync(join(root, 'docs/data/depth.csv'), 'a,b\n1,2\n')
  writeFileSync(join(outside, 'secret.txt'), 'secret')
  return { root, outside }
}

function codeOf(attempt: () => unknown): { code: string; message: string; hint?: string } {
  try {
    attempt()
  } catch (error) {
    return error as { code: string; message: string; hint?: string }
  }
  throw new Error('expected it to be refused')
}

describe('readProjectFile', () => {
  test('gives bytes, digest, and both names of a file', () => {
    const { root } = project()
    const file = readProjectFile({ root, path: 'docs/../docs/data/depth.csv', maxBytes })
    expect(Buffer.from(file.bytes).toString()).toBe('a,b\n1,2\n')
    expect(file.digest).toBe(digestContent('a,b\n1,2\n'))
    expect(file.relativePath).toBe('docs/data/depth.csv')
    expect(file.realPath).toBe(join(root, 'docs/data/depth.csv'))
    const again = readProjectFile({ root, path: join(root, 'docs/data/depth.csv'), maxBytes })
    expect(again).toEqual(file)
  })

  test('reads through links that stay inside, also when the root is reached by a link', () => {
    const { root, outside } = project()
    symlinkSync(join(root, 'docs/data'), join(root, 'linked'))
    symlinkSync(root, join(outside, 'project'))
    const file = readProjectFile({ root, path: 'linked/depth.csv', maxBytes })
    expect(file.relativePath).toBe('linked/depth.csv')
    expect(file.realPath).toBe(join(root, 'docs/data/depth.csv'))
    const viaLink = readProjectFile({
      root: join(outside, 'project'),
      path: join(root, 'docs/data/depth.csv'),
      maxBytes,
    })
    expect(viaLink.relativePath).toBe('docs/data/depth.csv')
  })

  test('refuses what lies outside, whether it exists or not', () => {
    const { root, outside } = project()
    symlinkSync(join(outside, 'secret.txt'), join(root, 'innocent.txt'))
    symlinkSync(outside, join(root, 'folder'))
    mkdirSync(`${root}-sibling`)
    writeFileSync(`${root}-sibling/a.txt`, '')
    const paths = [
      '../outside/secret.txt',
      '../outside/not-there.txt',
      join(outside, 'secret.txt'),
      '../project-sibling/a.txt',
      'innocent.txt',
      'folder/secret.txt',
      '/etc/hostname',
      '..',
      '.',
      '',
    ]
    for (const path of paths) {
      expect(codeOf(() => readProjectFile({ root, path, maxBytes }))).toMatchObject({
        code: 'file-outside-project',
      })
    }
  })

  test('no path reads a file outside the project', () => {
    const { root, outside } = project()
    symlinkSync(outside, join(root, 'docs/link'))
    const part = fc.constantFrom('..', '.', 'docs', 'link', 'secret.txt', 'outside', 'project', '')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.boolean(), (parts, absolute) => {
        const path = absolute ? join(root, ...parts) : parts.join('/')
        const { code } = codeOf(() => readProjectFile({ root, path, maxBytes }))
        expect(['file-outside-project', 'file-missing', 'file-not-regular']).toContain(code)
      }),
      { numRuns: 500 },
    )
  })

  test('a typo names the file or folder that was likely meant', () => {
    const { root } = project()
    const hint = (path: string) => codeOf(() => readProjectFile({ root, path, maxBytes })).hint
    expect(hint('docs/data/dept.csv')).toBe('Did you mean `depth.csv`?')
    expect(hint('docs/dta/depth.csv')).toBe('Did you mean `data`?')
    expect(hint('docs/data/nothing-like-it')).toBeUndefined()
    expect(
      codeOf(() => readProjectFile({ root, path: 'docs/dta/depth.csv', maxBytes })),
    ).toMatchObject({ code: 'file-missing', message: 'there is no file `docs/dta/depth.csv`' })
  })

  test('a hint never names what lies behind a link out of the project', () => {
    const { root, outside } = project()
    symlinkSync(outside, join(root, 'folder'))
    const { code, hint } = codeOf(() =>
      readProjectFile({ root, path: 'folder/secre.txt', maxBytes }),
    )
    expect(code).toBe('file-missing')
    expect(hint).toBeUndefined()
  })

  test('a folder is not a file', () => {
    const { root } = project()
    expect(codeOf(() => readProjectFile({ root, path: 'docs/data', maxBytes }))).toMatchObject({
      code: 'file-not-regular',
      message: '`docs/data` is a folder, not a file',
    })
  })

  test.skipIf(process.platform === 'win32')(
    'a pipe is refused at once and does not hang (skipped on Windows: no pipes in folders)',
    () => {
      const { root } = project()
      execFileSync('mkfifo', [join(root, 'pipe')])
      expect(codeOf(() => readProjectFile({ root, path: 'pipe', maxBytes }))).toMatchObject({
        code: 'file-not-regular',
        message: '`pipe` is a pipe, not a file',
      })
    },
  )

  test('a file at the limit is read, one byte more is refused with both sizes', () => {
    const { root } = project()
    writeFileSync(join(root, 'fits.bin'), new Uint8Array(1000))
    writeFileSync(join(root, 'big.bin'), new Uint8Array(1001))
    expect(readProjectFile({ root, path: 'fits.bin', maxBytes }).bytes).toHaveLength(1000)
    expect(codeOf(() => readProjectFile({ root, path: 'big.bin', maxBytes }))).toMatchObject({
      code: 'data-too-large',
      message: expect.stringMatching(/1001.*1000/),
    })
  })

  test.skipIf(process.platform !== 'linux')(
    'a file that says it is empty and is not is read within the limit (Linux only: /proc)',
    () => {
      const file = readProjectFile({ root: '/proc/self', path: 'status', maxBytes: 100_000 })
      expect(Buffer.from(file.bytes).toString()).toContain('Name:')
      expect(
        codeOf(() => readProjectFile({ root: '/proc/self', path: 'status', maxBytes: 10 })).code,
      ).toBe('data-too-large')
    },
  )
})
