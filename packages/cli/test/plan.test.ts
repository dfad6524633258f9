import type { CostEstimate, PlannedFigure, Provider } from '@figmill/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toRow, toText } from '../src/commands/plan.js'
import { actionOf, summarizePlan } from '../src/summarize-plan.js'
import { createWorkspace } from './workspace.js'

const providers = new Map(
  Object.entries({ local: 'never', paid: 'on-success' }).map(([name, charges]) => [
    name,
    { name, capabilities: { charges } } as unknown as Provider,
  ]),
)

const states = ['hit', 'missing', 'corrupt', 'unavailable', 'lost'] as const

function planned(
  provider: string,
  state: PlannedFigure['state'],
  { detail, ...estimate }: Partial<CostEstimate> & { detail?: string } = {},
  specDigest = `${Math.random()}`,
): PlannedFigure {
  return {
    request: {
      figure: 'a.md#fig',
      specDigest,
      place: { file: 'a.md', line: 1, column: 1 },
      request: { provider, operation: 'x', body: {} },
    },
    state,
    record: undefined,
    detail,
    estimate: { credits: 3, bound: 'exact', ...estimate },
  } as unknown as PlannedFigure
}

const rowOf = (one: PlannedFigure) => toRow(one, actionOf(one, providers)).slice(3)
const textOf = (...all: PlannedFigure[]) => toText(all.length, summarizePlan(all, providers))

describe('a plan', () => {
  it('prices a paid picture only when it is known to be missing', () => {
    expect(rowOf(planned('paid', 'missing'))).toEqual(['to make', '3 credits'])
    expect(rowOf(planned('paid', 'unavailable', { detail: 'timeout' }))).toEqual([
      'blocked (unavailable: timeout)',
      '',
    ])
    expect(textOf(planned('paid', 'lost'), planned('paid', 'corrupt'))).toBe(
      '2 pictures: 0 cached, 0 to make, 2 blocked, free\n',
    )
  })

  it('makes a free picture again whatever became of it', () => {
    for (const state of ['corrupt', 'unavailable', 'lost'] as const) {
      expect(rowOf(planned('local', state, { credits: 0 }))).toEqual([`to make (${state})`, 'free'])
    }
  })

  it('names no reason where none is known', () => {
    for (const provider of ['local', 'paid']) {
      for (const state of states) {
        for (const detail of ['', undefined]) {
          const one = planned(provider, state, detail === undefined ? {} : { detail })
          expect(rowOf(one).join()).not.toMatch(/\(\w+: ?\)/)
        }
      }
    }
  })

  it('is as sure of the sum as of the least sure part', () => {
    const bounds = (...all: CostEstimate['bound'][]) =>
      textOf(...all.map((bound) => planned('paid', 'missing', { bound })))
    expect(bounds('exact', 'exact')).toMatch(/, 6 credits\n/)
    expect(bounds('exact', 'upper')).toMatch(/, at most 6 credits\n/)
    expect(bounds('lower', 'exact')).toMatch(/, at least 6 credits\n/)
    expect(bounds('lower', 'exact', 'upper')).toMatch(/, about 9 credits\n/)
    expect(textOf(planned('paid', 'missing', { bound: 'lower', credits: 0 }))).toMatch(
      /at least 0 credits/,
    )
  })

  it('counts every distinct picture in exactly one way, and pays it once', () => {
    const one = fc
      .tuple(fc.constantFrom('local', 'paid'), fc.constantFrom(...states))
      .map(([provider, state]) => planned(provider, state, {}, `${provider} ${state}`))
    fc.assert(
      fc.property(fc.array(one), (all) => {
        const { blocked, cached, credits, toMake } = summarizePlan(all, providers)
        const distinct = new Set(all.map(({ request }) => request.specDigest)).size
        expect(blocked + cached + toMake).toBe(distinct)
        expect(credits).toBe(toMake * 3)
      }),
    )
  })

  it('is told as JSON with what happens to each picture', async () => {
    const workspace = createWorkspace({ 'a.md': '::figure{#fig prompt="A -> B"}\n' })
    const { json } = await workspace.figmill('plan', '--json')
    expect(json).toMatchObject({ cached: 0, toMake: 1, blocked: 0, credits: 0, bound: 'exact' })
    expect(json.figures).toEqual([expect.objectContaining({ action: 'make', state: 'missing' })])
    await workspace.figmill('build')
    const { stdout } = await workspace.figmill('plan')
    expect(stdout).toMatch(/cached\n1 picture: 1 cached, 0 to make, free\n$/)
  })
})

describe('what is wrong with several figures', () => {
  const figures = ['one', 'two'].map(
    (id) => `::figure{#${id} provider=paperbanana pdf=paper.pdf prompt="Figure ${id}"}\n`,
  )
  const project = (config = {}) =>
    createWorkspace({
      'a.md': figures.join('\n'),
      'paper.pdf': '%PDF-1.4\n',
      'figmill.config.json': JSON.stringify(config),
    })

  it('has its place each, and what to do is said once', async () => {
    const { stderr } = await project().figmill('plan')
    expect(stderr).toBe(
      [
        'a.md:1:40: warning: `paperbanana` gets all of `paper.pdf`, and keeps it on its server [file-uploaded]',
        'a.md:3:40: warning: `paperbanana` gets all of `paper.pdf`, and keeps it on its server [file-uploaded]',
        '    Give a file with just the pages that may stay there.',
        '',
      ].join('\n'),
    )
  })

  it('breaks a limit once, wherever that is written', async () => {
    const { stdout } = await project({ budget: { run: 1 } }).figmill('plan', '--max-credits', '1')
    expect(stdout.match(/^Too much: .*$/gm)).toEqual([
      'Too much: more than the 1 allowed in a run; raise `--max-credits` or `budget`, or leave some out',
    ])
  })
})
