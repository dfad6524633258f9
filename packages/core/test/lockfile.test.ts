import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestContent, type SpecDigest } from '../src/digest.js'
import { formatLockfile, type LockEntry, parseLockfile } from '../src/lockfile.js'
import { ProblemsError } from '../src/problem.js'

const entry = (figure: string): LockEntry => ({
  figure,
  specDigest: digestContent(`spec of ${figure}`) as string as SpecDigest,
  contentDigest: digestContent(`picture of ${figure}`),
  provider: 'local',
  costCredits: 0,
  fields: { prompt: '0123abcd', data: '4567cdef' },
})
const lockfileOf = (...figures: string[]) => new Map(figures.map((name) => [name, entry(name)]))

function problemsOf(text: string) {
  try {
    parseLockfile(text, 'figmill.lock')
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems
    throw error
  }
  return []
}

describe('the lockfile', () => {
  it('reads back what it wrote', () => {
    const figures = fc.uniqueArray(fc.string({ unit: 'grapheme' }).map((text) => `a.md#${text}`))
    fc.assert(
      fc.property(figures, (names) => {
        const lockfile = lockfileOf(...names)
        const text = formatLockfile(lockfile)
        expect(text.endsWith('\n')).toBe(true)
        expect(text.trimEnd().split('\n')).toHaveLength(names.length + 1)
        expect([...parseLockfile(text, 'figmill.lock').values()]).toEqual(
          expect.arrayContaining([...lockfile.values()]),
        )
      }),
    )
  })

  it('is the same text whatever order the figures came in', () => {
    expect(formatLockfile(lockfileOf('b.md#x', 'a.md#y', 'a.md#x'))).toBe(
      formatLockfile(lockfileOf('a.md#x', 'b.md#x', 'a.md#y')),
    )
  })

  it('changes one line when one figure changes', () => {
    const before = formatLockfile(lockfileOf('a.md#1', 'a.md#2', 'a.md#3')).split('\n')
    const changed = new Map(lockfileOf('a.md#1', 'a.md#2', 'a.md#3'))
    changed.set('a.md#2', { ...entry('a.md#2'), contentDigest: digestContent('another') })
    const after = formatLockfile(changed).split('\n')
    expect(after.filter((line, index) => line !== before[index])).toHaveLength(1)
  })

  it('survives a checkout with Windows line endings', () => {
    const text = formatLockfile(lockfileOf('a.md#1')).replaceAll('\n', '\r\n')
    expect(parseLockfile(text, 'figmill.lock').size).toBe(1)
  })

  it('tells every bad line at its place', () => {
    const good = formatLockfile(lockfileOf('a.md#1')).split('\n')
    const text = [good[0], '{"figure":', good[1], '<<<<<<< HEAD', good[1], ''].join('\n')
    expect(problemsOf(text).map(({ message, place }) => `${place?.line}: ${message}`)).toEqual([
      '2: expected one figure as JSON, saw `{"figure":`',
      '4: a merge conflict is not resolved',
      '5: `a.md#1` is listed twice',
    ])
  })

  it.each([
    ['an empty file', ''],
    ['a file of another kind', '# a document\n'],
    ['another version', '{"figmill":2}\n'],
  ])('refuses %s instead of taking it for no figures', (_, text) => {
    expect(problemsOf(text)[0]).toMatchObject({ code: 'lockfile-invalid', place: { line: 1 } })
  })

  it('never throws anything but its own problems', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        problemsOf(text)
        problemsOf(`{"figmill":1}\n${text}`)
      }),
    )
  })
})
