import { join, sep } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toRootPath } from '../../src/files/root-path.js'

const root = join(sep, 'home', 'project')

describe('a path below the root', () => {
  it.each([
    ['a.md', 'a.md'],
    ['./docs//a.md', 'docs/a.md'],
    ['docs/sub/../a.md/', 'docs/a.md'],
    [join(root, 'docs', 'a.md'), 'docs/a.md'],
    ['../project/a.md', 'a.md'],
    ['..a/...', '..a/...'],
    ['docs/..', '.'],
    [root, '.'],
  ])('has one spelling: %s', (path, expected) => {
    expect(toRootPath(root, path)).toBe(expected)
  })

  it.each(['..', '../a.md', 'docs/../../a.md', sep, join(sep, 'home', 'project2', 'a.md')])(
    'is not %s',
    (path) => {
      expect(() => toRootPath(root, path)).toThrow(
        expect.objectContaining({ code: 'file-outside-project' }),
      )
    },
  )

  it('keeps its spelling once it has it', () => {
    const part = fc.constantFrom('a', 'b.md', '.', '..', '', '*', 'a b', '..c')
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        let once: string
        try {
          once = toRootPath(root, `a/${parts.join('/')}`)
        } catch {
          return
        }
        expect(once).not.toMatch(/^\.\/|\/\/|\/\.\/|\/$|(?:^|\/)\.\.(?:\/|$)/)
        expect(toRootPath(root, once)).toBe(once)
        expect(toRootPath(root, join(root, once))).toBe(once)
      }),
    )
  })
})
