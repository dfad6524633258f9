import type { FigureRecord, PlannedFigure } from '@figmill/core'
import type { DocumentFigure, ReadFigure } from 'remark-figmill/internal-project'
import { describe, expect, it } from 'vitest'
import { discloseFigures, toStatement } from '../src/disclosure.js'
import { createWorkspace, sampleSite } from './workspace.js'

type Made = Partial<Pick<FigureRecord, 'model' | 'madeAt' | 'taskId' | 'costCredits'>>

function figureOf(key: string, provider: string, caption?: string): ReadFigure {
  const request = { figure: key, request: { provider, operation: 'generate', body: {} } }
  return { figure: key, placement: { caption }, request } as unknown as ReadFigure
}

const alone = (figure: ReadFigure) => ({ kind: 'figure', figure }) as DocumentFigure

const groupOf = (figure: string, panels: ReadFigure[], labels: string[]) =>
  ({
    kind: 'figures',
    group: { figure, placement: {}, panels, options: { labels } },
  }) as unknown as DocumentFigure

/** What the cache has of a figure; nothing without facts. */
function planned({ request }: ReadFigure, made?: Made, operation = 'generate'): PlannedFigure {
  const provider = request?.request.provider
  const canonical = JSON.stringify({ operation, provider })
  const artifact = { contentDigest: 'c'.repeat(64) }
  const record = made && { provider, canonical, artifact, costCredits: 0, ...made }
  return { request, state: made ? 'hit' : 'missing', record } as unknown as PlannedFigure
}

const drawn = figureOf('a.md#fig-drawn', 'local', 'Accuracy on *ImageNet*.')
const first = figureOf('a.md#fig-1', 'paperbanana', 'The **pipeline**.')
const second = figureOf('b.md#figure-2', 'paperbanana')
const third = figureOf('b.md#fig-3/1', 'flokan')

describe('the statement on generative AI', () => {
  it('names service, model, days and figures, and what was drawn', () => {
    const panel = figureOf('b.md#fig-3/2', 'local')
    const figures = [
      alone(first),
      alone(second),
      groupOf('b.md#fig-3', [third, panel], ['(a)', '']),
    ]
    const disclosure = discloseFigures(
      [...figures, alone(drawn)],
      [
        planned(first, { model: 'm-1', madeAt: '2026-05-12T23:59:59.000Z', costCredits: 3 }),
        planned(second, { model: 'm-1', madeAt: '2026-05-03T00:00:00.000Z' }),
        planned(third, { taskId: 't-9' }),
      ],
    )
    expect(toStatement(disclosure)).toBe(
      [
        'Generative AI was used for 3 of 4 figures.',
        'The service paperbanana, with the model m-1, generated from prompts between 2026-05-03 and 2026-05-12: "The pipeline" (a.md#fig-1); b.md#figure-2.',
        'The service flokan, which did not name its model, generated from prompts: panel (a) of b.md#fig-3.',
        'The program figmill drew, from data and from descriptions in the text and without generative AI: panel 2 of b.md#fig-3; "Accuracy on ImageNet" (a.md#fig-drawn).',
        '',
      ].join('\n'),
    )
    expect(disclosure.generated[0]).toEqual({
      figure: 'a.md#fig-1',
      name: '"The pipeline" (a.md#fig-1)',
      provider: 'paperbanana',
      model: 'm-1',
      madeAt: '2026-05-12T23:59:59.000Z',
      costCredits: 3,
      contentDigest: 'c'.repeat(64),
    })
  })

  it('takes models for different ones when their names differ, and one day for one day', () => {
    const madeAt = '2026-05-12T08:00:00.000Z'
    const made = [planned(first, { model: 'm-1', madeAt }), planned(second, { model: 'm-2' })]
    const statement = toStatement(discloseFigures([alone(first), alone(second)], made))
    expect(statement).toMatch(/m-1, generated from prompts on 2026-05-12: [^;]*\n.*m-2, generated/)
    expect(statement).not.toContain('without generative AI')
  })

  it('never says that there was none while a figure of a service, or a draft of it, is missing', () => {
    for (const made of [planned(first), planned(first, {}, 'draft')]) {
      const statement = toStatement(discloseFigures([alone(first), alone(drawn)], [made]))
      expect(statement).not.toMatch(/^No figure|Generative AI was used/)
      expect(statement).toContain(
        'not complete: still to be made are "The pipeline" (a.md#fig-1), by the service paperbanana.',
      )
    }
  })

  it('says that no figure was made by generative AI where all were drawn', async () => {
    const workspace = createWorkspace(sampleSite)
    const none =
      'No figure was made by generative AI. All 3 figures were drawn by the program figmill from data and from descriptions in the text.\n'
    expect((await workspace.figmill('ls', '--disclose')).stdout).toBe(none)
    const { json } = await workspace.figmill('ls', '--disclose', '--json')
    expect(json).toMatchObject({
      ok: true,
      statement: none,
      figures: 3,
      generated: [],
      missing: [],
    })
    expect(json.drawn).toHaveLength(3)
    expect((await workspace.figmill('ls', 'docs/guide.md', '--disclose')).stdout).toMatch(
      /AI\. The only figure was drawn/,
    )
    const plain = await workspace.figmill('ls', 'docs/plain.md', '--disclose')
    expect(plain.stdout).toBe('There are no figures.\n')
  })

  it('counts the drafts of a build without keys as missing', async () => {
    const text = '::figure[A cat.]{#cat prompt="A cat" provider=paperbanana}\n'
    const workspace = createWorkspace({ 'a.md': text })
    await workspace.figmill('build', '--draft')
    const { stdout } = await workspace.figmill('ls', '--disclose', '--draft')
    expect(stdout).toMatch(/^This statement is not complete: .*"A cat" \(a\.md#cat\)/)
  })
})
