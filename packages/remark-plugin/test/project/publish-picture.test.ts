import { type Artifact, digestContent, type FigureRecord, type SpecDigest } from '@figmill/core'
import { expect, test } from 'vitest'
import type { Project } from '../../src/project/open-project.js'
import { publishPicture } from '../../src/project/publish-picture.js'
import type { DocumentFigure } from '../../src/read-document.js'

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
