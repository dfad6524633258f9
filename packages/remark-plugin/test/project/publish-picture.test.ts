import {
  type Artifact,
  type ArtifactFacts,
  type Derivation,
  digestContent,
  digestDerivation,
  type FigureRecord,
  type Flavour,
  type MediaType,
  type SpecDigest,
} from '@figmill/core'
import { expect, test } from 'vitest'
import { drawPicture } from '../../../emulators/src/draw-picture.js'
import type { DocumentFigure } from '../../src/document-figure.js'
import type { Project } from '../../src/project/open-project.js'
import { publishPicture } from '../../src/project/publish-picture.js'

const open = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" viewBox="0 0 20 10">'
const plain = `${open}<rect width="20" height="10"/></svg>`
/** Something that a PDF of ours cannot show. */
const masked = `${open}<mask id="m"><circle r="5" fill="#888"/></mask><rect width="20" height="10" mask="url(#m)"/></svg>`

async function publishForLatex(svg: string, provider: string) {
  const bytes = Buffer.from(svg)
  const contentDigest = digestContent(bytes)
  const record: FigureRecord = {
    version: 1,
    specDigest: 'a'.repeat(64) as SpecDigest,
    kind: 'request',
    canonical: '{}',
    artifact: {
      contentDigest,
      mediaType: 'image/svg+xml',
      width: 20,
      height: 10,
      sizeBytes: bytes.length,
    },
    provider,
    costCredits: 0,
  }
  const project = {
    config: { flavour: 'latex' },
    cache: { readBlob: async () => ({ state: 'hit', value: bytes }) },
    maker: {
      derive: async (_figure: string, _derivation: unknown, produce: () => Promise<Artifact>) => ({
        artifact: await produce(),
      }),
    },
  } as unknown as Project
  const figure = { kind: 'figure', figure: { figure: 'a.md#a' } } as DocumentFigure
  const { shown } = await publishPicture(figure, record, [record], project)
  return [shown.mediaType, shown.width]
}

test('for LaTeX, what was drawn here is a PDF, and the rest is pixels', async () => {
  expect(await publishForLatex(plain, 'local')).toEqual(['application/pdf', 20])
  expect(await publishForLatex(plain, 'paperbanana')).toEqual(['image/png', 60])
  expect(await publishForLatex(masked, 'local')).toEqual(['image/png', 60])
})

/** A project whose cache holds what it is given, and what is made of it. */
function createProject(provenance: boolean, flavour: Flavour = 'figure') {
  const blobs = new Map<string, Uint8Array>()
  const derivations: string[] = []
  const keep = (bytes: Uint8Array, mediaType: MediaType): ArtifactFacts => {
    const contentDigest = digestContent(bytes)
    blobs.set(contentDigest, bytes)
    return { contentDigest, mediaType, width: 20, height: 10, sizeBytes: bytes.length }
  }
  const project = {
    config: { flavour, provenance },
    cache: { readBlob: async (digest: string) => ({ state: 'hit', value: blobs.get(digest) }) },
    maker: {
      async derive(_figure: string, derivation: Derivation, produce: () => Promise<Artifact>) {
        derivations.push(digestDerivation(derivation))
        const { bytes, mediaType } = await produce()
        return { artifact: keep(bytes, mediaType) }
      },
    },
  } as unknown as Project
  const recordOf = (provider: string, operation = 'generate'): FigureRecord => ({
    version: 1,
    specDigest: 'a'.repeat(64) as SpecDigest,
    kind: 'request',
    canonical: JSON.stringify({ operation }),
    artifact: keep(Buffer.from(plain), 'image/svg+xml'),
    alternates: [keep(Buffer.from('%PDF'), 'application/pdf')],
    provider,
    model: 'm-1',
    costCredits: 0,
  })
  const publish = async (record: FigureRecord, parts: FigureRecord[]) => {
    const figure = { kind: 'figure', figure: { figure: 'a.md#a' } } as DocumentFigure
    const { files, shown } = await publishPicture(figure, record, parts, project)
    expect(files).toContain(shown)
    const text = Buffer.from(blobs.get(shown.contentDigest) ?? []).toString()
    return { files, text, facts: shown }
  }
  return { derivations, keep, publish, recordOf }
}

test('what a model made says so where it is published, and its PDF stays as it is', async () => {
  const { derivations, publish, recordOf } = createProject(true)
  const record = recordOf('paperbanana')
  const { facts, files, text } = await publish(record, [record])
  expect(text).toContain('digitalsourcetype/trainedAlgorithmicMedia<')
  expect(text).toContain('>paperbanana (m-1)<')
  expect(facts).toMatchObject({ mediaType: 'image/svg+xml', width: 20, height: 10 })
  expect(files[1]).toBe(record.alternates?.[0])
  await publish(record, [record])
  await publish(record, [{ ...record, model: 'm-2' }])
  const [first, second, third] = derivations
  expect([first === second, first === third]).toEqual([true, false])
})

test('a group is marked as soon as one of its panels was generated', async () => {
  const { publish, recordOf } = createProject(true)
  const group: FigureRecord = { ...recordOf('figmill'), kind: 'derived' }
  const mixed = await publish(group, [recordOf('local'), recordOf('paperbanana')])
  expect(mixed.text).toContain('digitalsourcetype/compositeSynthetic<')
  const drawn = await publish(group, [recordOf('local'), recordOf('local')])
  expect(drawn.text).toBe(plain)
})

test('drawings and drafts are never marked, and nothing is where the configuration says so', async () => {
  const { derivations, publish, recordOf } = createProject(true)
  for (const record of [recordOf('local'), recordOf('paperbanana', 'draft')]) {
    expect((await publish(record, [record])).text).toBe(plain)
  }
  const unmarked = createProject(false)
  const record = unmarked.recordOf('paperbanana')
  expect((await unmarked.publish(record, [record])).text).toBe(plain)
  expect([...derivations, ...unmarked.derivations]).toEqual([])
})

test.each([
  ['latex', 'image/png'],
  ['pandoc', 'image/png'],
  ['quarto', 'image/png'],
  ['html', 'image/webp'],
] as const)(
  'a WebP is shown by %s as %s, and says there what made it',
  async (flavour, expected) => {
    const { keep, publish, recordOf } = createProject(true, flavour)
    const bytes = await drawPicture({ mediaType: 'image/webp', width: 20, height: 10, text: 'a' })
    const artifact = keep(bytes, 'image/webp')
    const record = { ...recordOf('autofigure'), artifact, alternates: undefined }
    const { facts, files, text } = await publish(record, [record])
    expect(facts).toMatchObject({ mediaType: expected, width: 20, height: 10 })
    expect(files).toEqual([facts])
    expect(text).toContain('digitalsourcetype/trainedAlgorithmicMedia<')
  },
)
