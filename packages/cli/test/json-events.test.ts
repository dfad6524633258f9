import type { Problem } from '@figmill/core'
import { expect, test } from 'vitest'
import { type CommandOptions, wantsJson } from '../src/command-line.js'
import { createReporter } from '../src/reporter.js'
import { createWorkspace } from './workspace.js'

const problem: Problem = { code: 'glyph-missing', severity: 'warning', message: 'two\nlines' }

/** A reporter, and what it told on standard error. */
function startReporter(options: CommandOptions) {
  let told = ''
  const reporter = createReporter(options, {
    cwd: '.',
    env: {},
    stdin: (async function* () {})(),
    stdout: { write: () => true },
    stderr: { write: (text) => (told += text) },
    signal: new AbortController().signal,
  })
  return { ...reporter, told: () => told }
}

test('with --json and --quiet what is told besides is events, and problems only', () => {
  const { listen, told, warn } = startReporter({ json: true, quiet: true })
  const troubles = [
    { type: 'provider-down', provider: 'flokan', detail: 'no answer' },
    { type: 'cache-healed', detail: 'a picture' },
    { type: 'cache-unavailable', tier: 'shared', detail: 'refused' },
    { type: 'problem', problem },
  ] as const
  listen({ type: 'documents-scanned', documents: 1, withFigures: 1, figures: 1 })
  for (const event of troubles) listen(event)
  warn([problem])
  const lines = told().trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([...troubles, { type: 'problem', problem }])
})

test.each([
  [true, ['--json']],
  [true, ['build', 'a.md', '--json', '--', 'b.md']],
  [false, ['build', '--', '--json']],
])('that a program reads is %s for %j', (expected, argv) => {
  expect(wantsJson(argv)).toBe(expected)
})

test('what is bought may be in a cache that is unavailable, and nobody is told otherwise', () => {
  const { listen, told } = startReporter({})
  listen({ type: 'cache-unavailable', tier: 'shared', detail: 'refused' })
  expect(told()).toBe(
    'warning: cache `shared` is unavailable: refused\n' +
      '    What is free is made without it; nothing is bought that it may hold.\n',
  )
})

test.each([[[]], [['--quiet']]])(
  'a build with --json %j tells a warning as an event',
  async (options) => {
    const workspace = createWorkspace({ 'a.md': '::figure{prompt="A \u{10fffd} -> B"}\n' })
    const { code, json, stderr } = await workspace.figmill('build', '--json', ...options)
    const events = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect([code, json.warnings]).toEqual([0, [expect.stringContaining('warning: ')]])
    expect(events.at(-1)).toMatchObject({ type: 'problem', problem: { severity: 'warning' } })
  },
)
