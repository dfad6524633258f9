import type { FigmillEvent, SpecDigest } from '@figmill/core'
import { describe, expect, test } from 'vitest'
import { run } from '../src/cli.js'
import { createProgress } from '../src/progress.js'
import { createReporter } from '../src/reporter.js'
import type { Terminal } from '../src/terminal.js'
import { createServiceProject } from './service-project.js'

/** What a command writes there, piece by piece. */
function openTerminal({ cwd = '.', isTTY = true, columns = 200 } = {}) {
  const told: string[] = []
  const terminal: Terminal = {
    cwd,
    env: {},
    stdin: (async function* () {})(),
    stdout: { write: () => true },
    stderr: { write: (text) => told.push(String(text)), isTTY, columns },
    signal: new AbortController().signal,
  }
  return { terminal, told }
}

const jobOf = (name: string) => ({
  specDigest: name as SpecDigest,
  figure: `a.md#${name}`,
  provider: 'autofigure',
})

const atWork = (name: string): FigmillEvent[] => [
  { type: 'figure-queued', ...jobOf(name) },
  { type: 'figure-submitted', ...jobOf(name), reservedCredits: 12 },
]

const staged = (name: string, stage: string): FigmillEvent => ({
  type: 'figure-progressed',
  ...jobOf(name),
  stage,
})

const finished = (name: string): FigmillEvent => ({
  type: 'figure-finished',
  ...jobOf(name),
  costCredits: 12,
  elapsedMs: 1,
})

test('a notice stands above the live lines, which are drawn again below it', () => {
  const { terminal, told } = openTerminal()
  const notices: NonNullable<Terminal['notices']> = {}
  const { listen } = createReporter({}, { ...terminal, notices })
  for (const event of atWork('cat')) listen(event)
  const drawn = told.at(-1)
  told.length = 0
  notices.say?.('stopping\n')
  expect(told).toEqual(['\r\u001B[1A\u001B[0J', 'stopping\n', drawn])
})

describe('the stage of a job', () => {
  test('is on the line of its service while it runs: that of the job that moved last', () => {
    const progress = createProgress()
    const tell = (...events: FigmillEvent[]) => {
      for (const event of events) progress.listen(event)
      return progress.lines(0).join('\n')
    }
    expect(tell(...atWork('cat'), ...atWork('dog'))).not.toContain('stage')
    expect(tell(staged('cat', 'planner'), staged('dog', 'retriever'))).toMatch(
      /2 running {2}0 spent, 24 reserved {2}latest stage: retriever$/,
    )
    expect(tell(finished('cat'))).toMatch(/latest stage: retriever$/)
    expect(tell(finished('dog'), staged('dog', 'visualizer'))).not.toContain('stage')
  })

  test.each([
    ['where it is no terminal', {}, { isTTY: false }],
    ['with `--quiet`', { quiet: true }, {}],
    ['with `--json` and `--quiet`', { json: true, quiet: true }, {}],
  ])('writes nothing %s', (_, options, where) => {
    const { terminal, told } = openTerminal(where)
    const { listen } = createReporter(options, terminal)
    for (const event of [...atWork('cat'), staged('cat', 'planner')]) listen(event)
    expect(told).toEqual([])
  })

  test('is an event for a program, with `--json`', () => {
    const { terminal, told } = openTerminal()
    createReporter({ json: true }, terminal).listen(staged('cat', 'planner'))
    expect(told.map((line) => JSON.parse(line))).toEqual([staged('cat', 'planner')])
  })

  test.each([
    ['visualizer_of_many_words', 1],
    ['画'.repeat(40), 2],
    ['👩'.repeat(40), 2],
  ])('takes the room that is left, and no second line: %s', (stage, wide) => {
    const columns = 90
    const { terminal, told } = openTerminal({ columns })
    const { listen } = createReporter({}, terminal)
    for (const event of [...atWork('cat'), staged('cat', stage)]) listen(event)
    const [line = '', shown = ''] = told.at(-1)?.trimEnd().split('latest stage: ') ?? []
    expect(line).toMatch(/^░+ autofigure {2}0\/1 {2}1 running {2}0 spent, 12 reserved {2}$/)
    const room = columns - 1 - `${line}latest stage: `.length
    expect(shown).toBe([...stage].slice(0, Math.floor(room / wide)).join(''))
  })

  test('of a pipeline of autofigure is on the terminal, and gone at the end', async () => {
    const { services, workspace } = await createServiceProject({
      documents: {
        'a.md':
          ':::figure[A cat.]{provider=autofigure task=diagram prompt="A cat"}\n\n```text context\nA cat sits on a mat.\n```\n\n:::\n',
      },
      emulated: { autofigure: { keys: ['sk-team-0123456789abcdef'], durationMs: () => 5_000 } },
    })
    const { terminal, told } = openTerminal({ cwd: workspace.root })
    expect(await run(['build'], terminal), told.join('')).toBe(0)
    expect(services.get('autofigure')?.charges()).toHaveLength(1)
    const stages = told.flatMap((text) => /latest stage: (\w+)\n/.exec(text)?.[1] ?? [])
    expect(stages.length).toBeGreaterThan(0)
    expect(new Set(stages).size).toBe(stages.length)
    expect(['retriever', 'planner', 'stylist', 'visualizer', 'critic_round_0']).toEqual(
      expect.arrayContaining(stages),
    )
    expect(told.at(-1)).not.toContain('stage')
  })
})
