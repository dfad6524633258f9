import type { Problem } from '@figmill/core'
import { expect, test } from 'vitest'
import { createReporter } from '../src/reporter.js'
import { createWorkspace } from './workspace.js'

const problem: Problem = { code: 'glyph-missing', severity: 'warning', message: 'two\nlines' }

test('with --json and --quiet what is told besides is events, and problems only', () => {
  let told = ''
  const { listen, warn } = createReporter(
    { json: true, quiet: true },
    {
      cwd: '.',
      env: {},
      stdin: (async function* () {})(),
      stdout: { write: () => true },
      stderr: { write: (text) => (told += text) },
      signal: new AbortController().signal,
    },
  )
  const troubles = [
    { type: 'provider-down', provider: 'flokan', detail: 'no answer' },
    { type: 'cache-healed', detail: 'a picture' },
    { type: 'cache-unavailable', tier: 'shared', detail: 'refused' },
    { type: 'problem', problem },
  ] as const
  listen({ type: 'documents-scanned', documents: 1, withFigures: 1, figures: 1 })
  for (const event of troubles) listen(event)
  warn([problem])
  const lines = told.trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([...troubles, { type: 'problem', problem }])
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
