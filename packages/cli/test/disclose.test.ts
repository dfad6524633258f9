import type { FigureRecord, PlannedFigure } from '@figmill/core'
import type { DocumentFigure, ReadFigure } from 'remark-figmill/internal-project'
import { describe, expect, it } from 'vitest'
import { discloseFigures, toStatement } from '../src/disclosure.js'
import { createWorkspace, sampleSite } from './workspace.js'

type Made = Partial<Pick<FigureRecord, 'model' | 'madeAt' | 'taskId' | 'costCredits'>>

function figureOf(key: string, provider: string, caption?: string): ReadFigure {
  const request = { figure: key, request: { provider, operation: 'generate', body: {} } }
  const source = { prompt: 'A', options: {} }
  return { figure: key, placement: { caption }, request, source } as unknown as ReadFigure
}

/** `discloseFigures`, with one service whose address is known. */
const disclose = (figures: DocumentFigure[], planned: PlannedFigure[]) =>
  discloseFigures(
    figures,
    planned,
    new Map([['flokan', { service: { origin: 'https://app.flokan.com', keys: [], limits: [] } }]]),
  )

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
    const disclosure = disclose(
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
        'The service paperbanana, which calls its model "m-1", generated from text between 2026-05-03 and 2026-05-12: "The pipeline" (a.md#fig-1); b.md#figure-2.',
        'The service flokan (app.flokan.com), which names no model, generated from text: panel (a) of b.md#fig-3.',
        'The program figmill, which uses no generative AI, drew from data and from descriptions in the text: panel 2 of b.md#fig-3; "Accuracy on ImageNet" (a.md#fig-drawn).',
        '',
      ].join('\n'),
    )
    expect(disclosure.generated[0]).toEqual({
      figure: 'a.md#fig-1',
      name: '"The pipeline" (a.md#fig-1)',
      provider: 'paperbanana',
      host: undefined,
      model: 'm-1',
      askedModel: undefined,
      madeAt: '2026-05-12T23:59:59.000Z',
      costCredits: 3,
      contentDigest: 'c'.repeat(64),
      from: ['text'],
    })
  })

  it('takes models for different ones when their names differ, and one day for one day', () => {
    const madeAt = '2026-05-12T08:00:00.000Z'
    const made = [planned(first, { model: 'm-1', madeAt }), planned(second, { model: 'm-2' })]
    const statement = toStatement(disclose([alone(first), alone(second)], made))
    expect(statement).toMatch(/"m-1", generated from text on 2026-05-12: [^;]*\n.*"m-2", gen/)
    expect(statement).not.toContain('no generative AI')
  })

  it('tells what figures were made from', () => {
    const given = (key: string, provider: string, source: object, from?: object) => {
      const figure = figureOf(key, provider)
      return { ...figure, from, source: { ...figure.source, ...source } } as ReadFigure
    }
    const figures = [
      given('a.md#sketched', 'conceptviz', {}, { figure: 'a.md#sketch' }),
      given('a.md#photo', 'conceptviz', { images: [{}] }),
      given('a.md#linked', 'conceptviz', { options: { image_urls: 'https://example.com/a.png' } }),
      given('a.md#plot', 'paperbanana', { data: [1], options: { image_model: 'x' } }),
      given('a.md#read', 'paperbanana', { prompt: ' ', pdf: {} }),
      given('a.md#all', 'other', { data: 1, images: [{}] }),
    ]
    const made = figures.map((figure) => planned(figure, {}))
    const statement = toStatement(disclose(figures.map(alone), made))
    expect(statement).toContain('from text and images: a.md#sketched; a.md#photo; a.md#linked.')
    expect(statement).toContain('from text and data: a.md#plot.')
    expect(statement).toContain('from a PDF: a.md#read.')
    expect(statement).toContain('from text, images and data: a.md#all.')
  })

  it('names who wrote a prompt anew, also of what figmill drew', () => {
    const optimized = (figure: ReadFigure) => {
      const prompt = figureOf(`${figure.figure}/prompt`, 'paperbanana')
      const { request } = prompt
      if (request !== undefined) request.request.operation = 'optimize-prompt'
      return { prompt, figure: { ...figure, from: { origin: prompt } } as ReadFigure }
    }
    const [bought, own] = [optimized(third), optimized(drawn)]
    const figures = [alone(bought.figure), alone(own.figure)]
    const made = [bought, own].map(({ prompt }) =>
      planned(prompt, { madeAt: '2026-05-12T08:00:00.000Z' }),
    )
    expect(toStatement(disclose(figures, [...made, planned(third, {})]))).toBe(
      [
        'Generative AI was used for 2 of 2 figures.',
        'The service flokan (app.flokan.com), which names no model, generated from text: b.md#fig-3/1.',
        'The service paperbanana, which names no model, rewrote the prompts of the authors on 2026-05-12 for: b.md#fig-3/1; "Accuracy on ImageNet" (a.md#fig-drawn).',
        'The program figmill, which uses no generative AI, drew from data and from descriptions in the text: "Accuracy on ImageNet" (a.md#fig-drawn).',
        '',
      ].join('\n'),
    )
    expect(toStatement(disclose([alone(own.figure)], []))).toContain(
      'still to be made are "Accuracy on ImageNet" (a.md#fig-drawn), by the service paperbanana.',
    )
  })

  it('names the model that was asked for, where the service names none', () => {
    for (const body of [{ model: 'm-7' }, { image_model: 'm-7' }, { model: 1 }]) {
      const asked = figureOf('a.md#a', 'agent')
      Object.assign(asked.request?.request ?? {}, { body })
      const expected = body.model === 1 ? 'which names no model' : 'asked for its model "m-7"'
      expect(toStatement(disclose([alone(asked)], [planned(asked, {})]))).toContain(
        `The service agent, ${expected}, generated from text: a.md#a.`,
      )
    }
  })

  it('never says that there was none while a figure of a service, or a draft of it, is missing', () => {
    for (const made of [planned(first), planned(first, {}, 'draft')]) {
      const statement = toStatement(disclose([alone(first), alone(drawn)], [made]))
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
