import {
  digestContent,
  type Figure,
  type FigureRecord,
  optimizeOperation,
  type Provider,
  type ResolveResult,
} from '@figmill/core'
import { describe, expect, test } from 'vitest'
import { createLayer } from '../../src/attribute-layers.js'
import type { DeferredFigure, ReadFigure } from '../../src/document-figure.js'
import { checkOrigins, createFigureGraph } from '../../src/project/figure-graph.js'
import { isDeferred, neededPictures, partsOf, promptsOf } from '../../src/project/figure-parts.js'
import { linkDocuments } from '../../src/project/link-documents.js'
import type { Project } from '../../src/project/open-project.js'
import { pickShard } from '../../src/project/shard-figures.js'
import { isPrompt } from '../../src/prompt-figure.js'
import { readDocument } from '../../src/read-document.js'

const resolved = (
  provider: string,
  operation: string,
  body: Record<string, string>,
): ResolveResult => ({ request: { provider, operation, body }, warnings: [], problems: [] })

const ask =
  (name: string): Provider['resolve'] =>
  ({ aspect = '1:1', prompt = '' }: Figure) =>
    resolved(name, 'draw', { aspect, prompt })

const invalid = (field: string, message: string): ResolveResult => ({
  request: undefined,
  warnings: [],
  problems: [{ field, code: 'attribute-invalid', message }],
})

/** It has one option of its own for prompts, `style`. */
const optimize: Provider['optimize'] = ({ prompt }, { style = 'plain', ...others }) => {
  const [wrong] = Object.keys(others)
  if (wrong !== undefined) return invalid(wrong, 'what is that?')
  return prompt === undefined
    ? invalid('prompt', 'there is no prompt')
    : resolved('writer', optimizeOperation, { prompt, style })
}

const providers = new Map(
  [
    { name: 'artist', optionNames: [], resolve: ask('artist') },
    { name: 'writer', optionNames: [], resolve: ask('writer'), optimize },
  ].map((provider) => [provider.name, provider as unknown as Provider]),
)

const surroundings = {
  root: '/',
  defaults: createLayer([]),
  providers,
  config: { fallback: {}, flavour: 'gfm' } as const,
}

/** A document of figures with these attributes, by `artist` unless they say otherwise. */
async function read(attributes: string | readonly string[], defaults: Record<string, string> = {}) {
  const figures = [attributes].flat().map((text) => `::figure[A cat.]{${text}}\n`)
  const layer = Object.entries({ provider: 'artist', ...defaults }).map(([name, value]) => ({
    name,
    value,
    place: undefined,
  }))
  return readDocument('a.md', figures.join('\n'), { ...surroundings, defaults: createLayer(layer) })
}

async function readOne(...asked: Parameters<typeof read>): Promise<ReadFigure> {
  const { figures, problems } = await read(...asked)
  expect(problems).toEqual([])
  const [figure] = figures.flatMap(partsOf)
  if (figure === undefined) throw new Error('there is no figure')
  return figure
}

async function readOptimized(...asked: Parameters<typeof read>): Promise<DeferredFigure> {
  const figure = await readOne(...asked)
  if (!isDeferred(figure)) throw new Error('it waits for nothing')
  return figure
}

const messagesOf = async (...asked: Parameters<typeof read>) =>
  (await read(...asked)).problems.map(({ hint, message }) => [message, hint])

/** The text that a figure waits for. */
function textOf({ from }: ReadFigure) {
  if (!isPrompt(from?.origin)) throw new Error('it waits for no text')
  return from.origin
}

describe('a figure with `optimize`', () => {
  test('waits for the text, and may cost what it would with the author’s own prompt', async () => {
    const figure = await readOptimized('prompt=cat optimize=writer #fig')
    expect(figure.from.figure).toBe('a.md#fig/prompt')
    expect(figure.likely.body).toMatchObject({ prompt: 'cat' })
    expect(textOf(figure).request.request).toEqual({
      provider: 'writer',
      operation: optimizeOperation,
      body: { prompt: 'cat', style: 'plain' },
    })
  })

  test('has the key of a figure whose author wrote that text', async () => {
    const { resolve } = await readOptimized('prompt=cat optimize=writer optimize_style=bold')
    const { request } = resolve('A tabby cat')
    const plain = await readOne('prompt="A tabby cat"')
    expect(request?.specDigest).toBe(plain.request?.specDigest)
    expect(request?.fields).toEqual(plain.request?.fields)
    expect(request?.conclusions).toEqual(['the prompt: A tabby cat'])
  })

  test('has a text that depends on the prompt, not on who draws it or what is said of it', async () => {
    const digestOf = async (attributes: string) =>
      textOf(await readOptimized(attributes)).request.specDigest
    const digest = await digestOf('prompt=cat optimize=writer')
    expect(await digestOf('#other prompt=cat optimize=writer aspect=16:9 width=50%')).toBe(digest)
    expect(await digestOf('prompt=cat provider=writer optimize=true')).toBe(digest)
    expect(await digestOf('prompt=dog optimize=writer')).not.toBe(digest)
    expect(await digestOf('prompt=cat optimize=writer optimize_style=bold')).not.toBe(digest)
  })

  test('that names nobody who can is told who can', async () => {
    const hint = 'Write `optimize=writer`.'
    expect(await messagesOf('prompt=cat optimize=true')).toEqual([
      ['`artist` cannot optimize prompts', hint],
    ])
    expect(await messagesOf('prompt=cat optimize=nobody')).toEqual([
      ['there is no provider `nobody` to optimize the prompt', hint],
    ])
  })

  test('that makes no sense is an error at its place', async () => {
    expect(await messagesOf('optimize=writer')).toEqual([['there is no prompt', undefined]])
    const { problems } = await read('prompt=cat optimize=writer optimize_size=9')
    expect(problems).toMatchObject([
      { message: 'what is that?', place: { file: 'a.md', line: 1, column: 59 } },
    ])
    expect(await messagesOf('prompt=cat optimize_style=bold')).toMatchObject([
      [expect.stringContaining('unknown attribute `optimize_style`'), expect.anything()],
    ])
    expect(await messagesOf('prompt=red from="#x" optimize=writer')).toMatchObject([
      [expect.stringContaining('with `from` a prompt says what to change'), expect.anything()],
    ])
  })

  test('told of a prompt that is not its author’s is told so', async () => {
    const picky = { ...providers.get('artist') } as Provider
    const resolve: Provider['resolve'] = (figure) =>
      figure.prompt === 'cat' ? ask('artist')(figure) : invalid('prompt', 'it is too long')
    const document = await readDocument(
      'a.md',
      '::figure{provider=artist prompt=cat optimize=writer}',
      {
        ...surroundings,
        providers: new Map([...providers, ['artist', { ...picky, resolve }]]),
      },
    )
    const [figure] = document.figures.flatMap(partsOf)
    expect((figure as DeferredFigure).resolve('A tabby cat').problems).toMatchObject([
      { message: 'as it was optimized, it is too long' },
    ])
  })
})

describe('`optimize` as a default', () => {
  const everywhere = { optimize: 'writer', optimize_style: 'bold' }

  test('is for the figures that have a prompt, unless they say no', async () => {
    const figure = await readOptimized('prompt=cat', everywhere)
    expect(textOf(figure).request.request.body).toMatchObject({ style: 'bold' })
    expect(isDeferred(await readOne('prompt=cat optimize=false', everywhere))).toBe(false)
    expect(isDeferred(await readOne('', everywhere))).toBe(false)
    const edit = await readOne('prompt=red from="#x"', everywhere)
    expect(edit.from?.figure).toBe('a.md#x')
  })

  test('of `true` is for the providers that can', async () => {
    expect(isDeferred(await readOne('prompt=cat', { optimize: 'true' }))).toBe(false)
    await readOptimized('prompt=cat provider=writer', { optimize: 'true' })
  })

  test('is not for drafts, which cost nothing', async () => {
    const source = '::figure{provider=artist prompt=cat optimize=writer}'
    const { figures } = await readDocument('a.md', source, { ...surroundings, draft: true })
    expect(figures.flatMap(partsOf).map(isDeferred)).toEqual([false])
  })
})

describe('in the graph of figures', () => {
  const twins = ['#a prompt=cat optimize=writer', '#b prompt=cat optimize=writer aspect=16:9']

  test('texts are needed, and are nobody’s picture', async () => {
    const document = await read(twins)
    expect(checkOrigins([document], createFigureGraph([document]))).toEqual([])
    expect(neededPictures(document.figures).map(({ figure }) => figure)).toEqual([
      'a.md#a',
      'a.md#b',
      'a.md#a/prompt',
      'a.md#b/prompt',
    ])
    expect(document.figures.flatMap(partsOf).some(isPrompt)).toBe(false)
  })

  test('figures of one text are made in one part', async () => {
    const { figures } = await read([...twins, '#c prompt=dog'])
    const parts = [1, 2, 3, 4, 5].map((index) => pickShard(figures, { index, count: 5 }))
    expect(parts.filter((part) => part.some((one) => promptsOf(one).length > 0))).toHaveLength(1)
  })

  test('a request is known once its text is in the cache', async () => {
    const document = await read(twins)
    const text = Buffer.from('A tabby cat\r\n')
    const artifact = { contentDigest: digestContent(text), mediaType: 'text/plain' }
    const record = { artifact } as unknown as FigureRecord
    const projectWith = (records: ReadonlyMap<string, FigureRecord>) => {
      const find = async () => ({ state: 'missing' })
      const peek = (digest: string) => {
        const value = records.get(digest)
        return value === undefined ? { state: 'missing' } : { state: 'hit', value }
      }
      const readBlob = async () => ({ state: 'hit', value: text })
      return { root: '/', config: {}, cache: { find, peek, readBlob } } as unknown as Project
    }
    const promptsFor = async (project: Project) => {
      const { documents, problems } = await linkDocuments([document], project)
      expect(problems).toEqual([])
      return documents.flatMap(({ figures }) =>
        figures.flatMap(partsOf).map(({ request }) => request?.request.body.prompt),
      )
    }
    const [first] = document.figures.flatMap(promptsOf)
    expect(await promptsFor(projectWith(new Map()))).toEqual([undefined, undefined])
    const bought = new Map([[`${first?.request.specDigest}`, record]])
    expect(await promptsFor(projectWith(bought))).toEqual(['A tabby cat', 'A tabby cat'])
  })
})
