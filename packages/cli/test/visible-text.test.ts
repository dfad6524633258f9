import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createReporter } from '../src/reporter.js'
import { toVisible, toVisibleLine } from '../src/visible-text.js'
import { createWorkspace } from './workspace.js'

/** What makes a terminal do something, or text read otherwise than it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const steering = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/

const evil = '\x1bc\x07\x9b31m\u202egnp\u2066'

describe('text of a document on a terminal', () => {
  it('never steers it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toVisible(text)).not.toMatch(steering)
        expect(toVisibleLine(text)).not.toMatch(/[\n\t]/)
        expect(toVisible(toVisible(text))).toBe(toVisible(text))
      }),
    )
  })

  it('keeps every other character', () => {
    expect(toVisible('Größe → 3 µm\n\tשלום 👩‍🔬')).toBe('Größe → 3 µm\n\tשלום 👩‍🔬')
    expect(toVisible('\x1b[1m\x9b\u202e\x7f')).toBe('\\x1b[1m\\x9b\\u202e\\x7f')
  })

  it.each<[number, ...string[]]>([
    [0, 'ls'],
    [0, 'plan'],
    [0, 'why', 'fig'],
    [0, 'build'],
    [3, 'build', '--frozen'],
    [3, 'check'],
  ])('is spelled out: %i from %s', async (expected, ...argv) => {
    const workspace = createWorkspace({
      [`a${evil}\n.md`]: `::figure[A caption ${evil}.]{#fig prompt="A${evil} -> B"}\n`,
    })
    const { code, stderr, stdout } = await workspace.figmill(...argv)
    expect(code).toBe(expected)
    expect(stdout + stderr).not.toMatch(steering)
    if (argv[0] !== 'build' || expected !== 0) expect(stdout + stderr).toContain('\\x1bc')
  })

  it('is spelled out in a problem, with the name of its file on one line', async () => {
    const workspace = createWorkspace({ 'a\n\x1b[2Jb.md': `::figure{widht="${evil}"}\n` })
    const { stderr } = await workspace.figmill('build')
    expect(stderr).toMatch(/^a\\n\\x1b\[2Jb\.md:1:10: error: .*`widht`/)
    expect(stderr).not.toMatch(steering)
  })

  it('is spelled out in warnings that a warm build repeats', async () => {
    const text = '::figure{#fig prompt="A \u{10fffd} -> B"}\n'
    const workspace = createWorkspace({ 'a\x1bc.md': text })
    await workspace.settle()
    await workspace.figmill('build', '--quiet')
    const { stderr, stdout } = await workspace.figmill('build')
    expect(stdout).toMatch(/nothing changed/)
    expect(stderr).toMatch(/^a\\x1bc\.md:1:\d+: warning: /)
  })

  it('is left alone by JSON', async () => {
    const workspace = createWorkspace({ 'a.md': `::figure[${evil}]{#fig prompt="A -> B"}\n` })
    const { json } = await workspace.figmill('ls', '--json')
    expect(json.figures[0].caption).toBe(evil)
  })

  it('is spelled out beside the bar', () => {
    let told = ''
    const stderr = { write: (text: string | Uint8Array) => (told += text), isTTY: true }
    const surroundings = { cwd: '.', env: {}, stdin: (async function* () {})(), stdout: stderr }
    const { signal } = new AbortController()
    const reporter = createReporter({}, { ...surroundings, stderr, signal })
    const job = { specDigest: 'x' as never, figure: `a.md#${evil}` as never, provider: 'local' }
    reporter.listen({ type: 'figure-queued', ...job })
    reporter.listen({ type: 'figure-started', ...job })
    reporter.listen({ type: 'figure-progressed', ...job, stage: evil })
    expect(told).toContain('latest stage: \\x1bc')
    const problem = { code: 'figure-parked', severity: 'error', message: evil } as const
    reporter.listen({ type: 'figure-parked', ...job, problem })
    expect(told).toContain('parked a.md#')
    expect(told.replaceAll('\r\x1b[1A\x1b[0J', '')).not.toMatch(steering)
  })
})
