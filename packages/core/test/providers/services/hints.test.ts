import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../../../test/fake-service/virtual-clock.js'
import { digestContent } from '../../../src/digest.js'
import type { FigureError } from '../../../src/errors.js'
import type { FigureContent, InputFile } from '../../../src/figure.js'
import type { FieldProblem } from '../../../src/problem.js'
import type { PrepareContext, Provider } from '../../../src/providers/provider.js'
import { flokan } from '../../../src/providers/services/flokan.js'
import { openKeyAdmin } from '../../../src/providers/services/open-key-admin.js'
import { inputFile, readInput } from '../../../src/providers/services/service-input.js'
import { createAdapter, services } from '../services-engine/adapter.js'
import { answerAlike, answered, submitPrepared } from './scripted-service.js'
import { type Attributes, writtenFigure, writtenFile } from './written-figure.js'

const adapterOf = (name: string): Provider =>
  createAdapter(name, 'https://service.example').provider

/** The error of what must not go well. */
const failureOf = (doing: () => unknown): Promise<FigureError> =>
  Promise.resolve()
    .then(doing)
    .then(
      () => Promise.reject(new Error('it went well')),
      (error) => error,
    )

/** It is not there: nobody reads it. */
const fileOf = (mediaType: string): InputFile => ({
  path: '/project/a',
  digest: digestContent(Buffer.from(mediaType)),
  sizeBytes: 4,
  mediaType,
})

const long = 'a'.repeat(10_001)

/** By service, what must not go well with an answer that is no JSON, and with one that says nothing. */
const complaints: Readonly<Record<string, { none: string[]; empty: string[] }>> = {
  autofigure: { none: ['balance', 'poll'], empty: ['balance'] },
  paperbanana: { none: ['check', 'poll'], empty: ['check', 'poll'] },
  conceptviz: { none: ['check', 'poll'], empty: ['check'] },
  flokan: { none: ['balance', 'poll'], empty: ['balance'] },
  // Without a path, and its request, it has nothing to look at.
  agent: { none: ['balance'], empty: ['balance'] },
}

/** Figures that no service, or some, cannot make. */
const wrong: [string, Attributes, FigureContent][] = [
  ['a prompt that is too long', {}, { prompt: long }],
  ['a format of its own', { format: 'svg' }, { prompt: 'a' }],
  ['a model of its own', { model: 'van-gogh' }, { prompt: 'a' }],
  ['a resolution of its own', { resolution: '1080p' }, { prompt: 'a' }],
  ['too many pictures', {}, { prompt: 'a', images: Array(11).fill(fileOf('image/png')) }],
  ['a text as a picture', {}, { prompt: 'a', images: [fileOf('text/plain')] }],
  ['a picture as a PDF', {}, { prompt: 'a', pdf: fileOf('image/png') }],
  ['an address that is too long', { image_url: `https://a.example/${long}` }, { prompt: 'a' }],
]

describe.each(services)('%s says what to do about', (name) => {
  test.each(wrong)('%s', (_, attributes, content) => {
    const { problems } = adapterOf(name).resolve(writtenFigure(name, attributes, content))
    const isSilent = ({ hint, message }: FieldProblem) => !hint && !/, expected /.test(message)
    expect(problems.filter(isSilent)).toEqual([])
  })

  test.each([
    ['none', 'no JSON'],
    ['empty', { data: {} }],
  ] as const)('an answer that it should not give: %s', async (kind, body) => {
    const { balance, check, poll, service } = adapterOf(name)
    const key = service?.keys[0] ?? ''
    const { context } = answerAlike(answered(200, body), key)
    const details = { requestId: 'a', sentAt: 0, prompt: 'a', nth: 0, of: 1, model: 'cv-2' }
    const handle = { provider: name, id: 'a', origin: 'https://service.example', details }
    const asked = {
      balance: balance?.(context),
      check: check?.(context),
      poll: poll?.([handle], context),
    }
    const hints: [string, unknown][] = []
    for (const [question, answer] of Object.entries(asked)) {
      await answer?.catch(({ hint }) => hints.push([question, hint]))
    }
    expect(hints).toEqual(complaints[name]?.[kind].map((one) => [one, expect.any(String)]))
  })
})

const text: InputFile = { ...fileOf('text/plain'), path: '/project/secret/sketch' }

describe('an input is named by its file, or by the figure whose picture it is', () => {
  test.each<[string, (file: InputFile) => FigureContent, InputFile]>([
    ['agent', (file) => ({ images: [file] }), text],
    ['autofigure', (file) => ({ images: [file] }), text],
    ['conceptviz', (file) => ({ images: [file] }), text],
    [
      'conceptviz',
      (file) => ({ images: [file] }),
      { ...text, mediaType: 'image/png', sizeBytes: 1e9 },
    ],
    ['flokan', (file) => ({ images: [file] }), text],
    ['paperbanana', (pdf) => ({ pdf }), text],
  ])('by %s', (name, contentOf, file) => {
    const messagesOf = (one: InputFile) =>
      adapterOf(name)
        .resolve(writtenFigure(name, {}, { prompt: 'a', ...contentOf(one) }))
        .problems.map(({ message }) => message)
    expect(messagesOf(file)).toEqual([expect.stringMatching(/(?<!\/)`sketch` (?:is|has) /)])
    const ofFigure = expect.stringMatching(/^the picture of `a\.md#b` (?:is|has) /)
    expect(messagesOf({ ...file, figure: 'a.md#b' })).toEqual([ofFigure])
  })
})

describe('what to do is said about', () => {
  test('an address that is too long, which nobody can shorten', () => {
    const figure = writtenFigure(
      'flokan',
      { image_url: `https://a.example/${long}` },
      { prompt: 'a' },
    )
    const [problem] = adapterOf('flokan').resolve(figure).problems
    expect(problem?.hint).toContain('`images`')
  })

  test.each([
    ['that is none', {}, 'baseUrl'],
    ['without an end', Array(100).fill({ job_id: 'a', created_at: '2100-01-01' }), 'reconcile'],
  ])('a list of jobs of Flokan %s', async (_, data, hint) => {
    const { recover, service } = adapterOf('flokan')
    const { context } = answerAlike(answered(200, { success: true, data }), service?.keys[0] ?? '')
    const request = { provider: 'flokan', operation: 'process', body: {} }
    const lost = { request, requestId: 'a', sentAtMs: context.clock.now() }
    const error = await failureOf(() => recover?.([lost], { ...context, known: new Set() }))
    expect(error.hint).toContain(hint)
  })

  test('an input that is not at hand, or gone', async () => {
    const context: PrepareContext = { clock: createVirtualClock(), key: 'a', inputs: [] }
    const gone = () => readInput(fileOf('image/png'))
    for (const doing of [() => inputFile({ sha256: 'a' }, context), gone]) {
      expect(await failureOf(doing)).toMatchObject({ hint: expect.stringContaining('uild again') })
    }
  })

  test.each([
    ['at no public address', 'http://store.example/a'],
    ['that fails', 'https://store.example/a'],
  ])('an upload of Flokan %s', async (_, upload_url) => {
    const file = writtenFile('a.png', Buffer.from('a picture'), 'image/png')
    const provider = adapterOf('flokan')
    const key = provider.service?.keys[0] ?? ''
    const { context } = answerAlike(answered(200, { data: { image_id: 'a', upload_url } }), key)
    const send: PrepareContext['send'] = (call) =>
      call.method === 'PUT'
        ? Promise.resolve({ status: 'not-sent', reason: 'ECONNREFUSED' })
        : context.send(call)
    const { request } = provider.resolve(
      writtenFigure('flokan', {}, { prompt: 'a', images: [file] }),
    )
    if (request === undefined) throw new Error('it does not resolve')
    const outcome = await submitPrepared(provider, request, { ...context, send, inputs: [file] })
    expect(outcome).toMatchObject({ error: { hint: expect.stringContaining('`image_url`') } })
  })

  test('keys that are not administered from here', async () => {
    const options = { configured: {}, environment: {}, send: async () => answered(200, {}) }
    const error = await failureOf(() => openKeyAdmin(flokan, options))
    expect(error.hint).toContain('in your account')
  })
})
