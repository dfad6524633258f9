import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../../src/artifact.js'
import type { Figure } from '../../../../src/figure.js'
import { toPdf } from '../../../../src/providers/local/formats/to-pdf.js'
import { unescapeXml } from '../../../../src/providers/local/formats/xml.js'
import { composePanels } from '../../../../src/providers/local/panels/compose-panels.js'
import { parsePanelOptions } from '../../../../src/providers/local/panels/panel-options.js'
import { createTypesetter } from '../../../../src/providers/local/text/typesetter.js'
import { startChild } from '../../../files/child.js'
import { draw } from '../draw.js'
import { localFigure, sampleFigures } from '../sample-figures.js'
import { sampleFont } from '../text/sample-fonts.js'
import { differenceOf, inspectPdf, poppler } from './pdf-tools.js'

/** Of pixels on average: what poppler and resvg make of the edges of the same shapes. */
const unlike = 0.01

function sample(name: string, parts: Partial<Figure> = {}): Figure {
  return {
    ...localFigure({}),
    ...sampleFigures[name],
    formats: ['svg'],
    resolution: undefined,
    ...parts,
  }
}

function inSvg(content: string, attributes = 'width="200" height="100"'): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}><rect width="200" height="100" fill="#fff"/>${content}</svg>`
}

const gradient =
  '<linearGradient id="g" y2="1"><stop stop-color="gold"/><stop offset=".3" stop-color="teal"/><stop offset="1" stop-color="red" stop-opacity="0"/></linearGradient>'
const hatching =
  '<pattern id="p1-hatch-rising" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#9cf"/><path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="#036"/></pattern>'
const styled = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><style>.a{fill:tomato}</style><circle class="a" cx="20" cy="20" r="16"/></svg>',
).toString('base64')

/** Content for a canvas of 200 by 100. */
const drawings = {
  'shapes with corners, dashes, ends and joins':
    '<rect x="9" y="9" width="50" height="30" rx="8" fill="none" stroke="navy" stroke-width="3" stroke-dasharray="6 3 1"/><polyline points="80,10 90,60 100,10" fill="none" stroke="teal" stroke-width="8" stroke-linecap="round" stroke-linejoin="bevel"/><ellipse cx="150" cy="40" rx="30" ry="20"/><line x1="9" y1="90" x2="180" y2="80" stroke="red"/>',
  'arcs, smooth curves and holes':
    '<path d="M20 40a30 20 30 1 1 60 20q10 30-30 30t-30-20s-10-5 0-30zM40 40h20v20h-20z" fill-rule="evenodd" fill="green" stroke="#222"/>',
  'groups that show through as a whole':
    '<g opacity=".5"><rect x="10" y="10" width="60" height="50" fill="red"/><rect x="40" y="30" width="60" height="50" fill="blue"/></g><circle cx="150" cy="50" r="30" opacity=".4" stroke="black" stroke-width="9"/>',
  'colours that multiply':
    '<circle cx="60" cy="50" r="40" fill="cyan"/><circle cx="100" cy="50" r="40" fill="yellow" style="mix-blend-mode:multiply"/>',
  'gradients that fade, in groups that are turned and show through': `${gradient}<g opacity=".6" transform="rotate(10)"><rect x="20" width="80" height="60" fill="url(#g)"/><ellipse cx="130" cy="30" rx="40" ry="25" fill="none" stroke="url(#g)" stroke-width="9"/></g>`,
  'hatching, in groups that are turned and show through': `${hatching}<rect width="80" height="60" rx="9" fill="url(#p1-hatch-rising)"/><g opacity=".6" transform="translate(100 5) rotate(15)"><rect width="60" height="60" fill="url(#p1-hatch-rising)"/><circle cx="50" cy="50" r="20"/></g>`,
  'patterns of others':
    '<pattern id="p" x="3" y="2" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(20)"><circle cx="5" cy="5" r="6" fill="crimson"/></pattern><g transform="scale(1.5)"><rect width="100" height="50" fill="url(#p)" fill-opacity=".5"/></g>',
  'clip paths within clip paths':
    '<clipPath id="c"><circle cx="40" cy="40" r="30"/></clipPath><g clip-path="url(#c)"><rect width="100" height="100" fill="orange"/><g clip-path="url(#c)" transform="translate(20 10)"><rect width="100" height="100" fill="brown"/></g></g>',
  'a picture in the picture, cut off at its frame':
    '<svg x="20" y="10" width="100" height="60" viewBox="0 0 50 50"><circle cx="10" cy="25" r="30" fill="purple"/></svg>',
  'an SVG that keeps its styles to itself': `<image x="20" y="20" width="120" height="60" xlink:href="data:image/svg+xml;base64,${styled}"/>`,
}

const labelsOf = (svg: string) =>
  [...svg.matchAll(/ data-text="([^"]*)"/g)].map(([, text = '']) => unescapeXml(text))

/** What the PDF says, without regard to how its lines are broken. */
function wordsOf(pdf: Uint8Array): string {
  return inspectPdf(pdf, 'pdftotext').replace(/\s+/g, ' ')
}

function expectEmbeddedFonts(pdf: Uint8Array): void {
  const [, , ...fonts] = inspectPdf(pdf, 'pdffonts').trimEnd().split('\n')
  expect(fonts).not.toHaveLength(0)
  for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+\S+ .* yes yes yes +\d+ +\d+$/)
}

describe.skipIf(!poppler.available)(`a PDF, as others read it${poppler.reason}`, () => {
  test('of Arabic has its words in the order they are read', async () => {
    const { glyphDefinitions, outline } = await createTypesetter([sampleFont('Arabic')])
    const text = outline('مرحبا بالعالم', { size: 20 }, 10, 50, '#000000')
    expect(wordsOf(await toPdf(inSvg(glyphDefinitions() + text)))).toContain('مرحبا بالعالم')
  })

  for (const name of Object.keys(sampleFigures)) {
    test(`of ${name} has its words, its embedded fonts, no pixels, and looks like the SVG`, async () => {
      for (const theme of ['light', 'dark'] as const) {
        const { svg } = await draw(sample(name, { theme }))
        const pdf = await toPdf(svg)
        const words = wordsOf(pdf)
        for (const label of labelsOf(svg)) expect(words).toContain(label.replace(/\s+/g, ' '))
        expectEmbeddedFonts(pdf)
        expect(inspectPdf(pdf, 'pdfimages', '-list').trimEnd().split('\n')).toHaveLength(2)
        expect(await differenceOf(pdf, svg)).toBeLessThan(unlike)
      }
    })
  }

  test('has words in Greek and Cyrillic, with signs and accents, and words where spaces are', async () => {
    const prompt =
      '"Ωμέγα ≥ 3" -> "Привет, мир" -> "α₁² ∈ ℝ"\n"fjord AVATAR" -> "e\u0301te\u0301 x\u0304" -> "office: a <-> b"'
    const { svg } = await draw(localFigure({ task: 'diagram', prompt }))
    const pdf = await toPdf(svg)
    expectEmbeddedFonts(pdf)
    const words = wordsOf(pdf).normalize('NFC')
    for (const label of [
      'Ωμέγα ≥ 3',
      'Привет, мир',
      'α₁² ∈ ℝ',
      'fjord AVATAR',
      'office: a <-> b',
    ]) {
      expect(words).toContain(label)
    }
    expect(words).toContain('e\u0301te\u0301 x\u0304'.normalize('NFC'))
  })

  test('has the title of a vertical axis upright', async () => {
    const { artifact, svg } = await draw(sample('bar'))
    const page = inspectPdf(await toPdf(svg), 'pdftotext', '-bbox')
    const box = /xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">Accuracy</.exec(
      page,
    )
    const [left = 0, top = 0, right = 0, bottom = 0] = (box ?? []).slice(1).map(Number)
    expect(bottom - top).toBeGreaterThan(2 * (right - left))
    expect(right).toBeLessThan(artifact.width * 0.75 * 0.1)
  })

  test('says what it is, and not when or where it was made', async () => {
    const { artifact, svg } = await draw(sample('bar'))
    const info = inspectPdf(await toPdf(svg), 'pdfinfo')
    expect(info).toMatch(/^Title: +Bar chart: Accuracy \(%\) by model$/m)
    expect(info).toContain(artifact.description)
    expect(info).not.toMatch(/Date|Author/)
    const { height, width } = artifact
    expect(info).toContain(`Page size:       ${width * 0.75} x ${height * 0.75} pts`)
  })

  test('of a group holds vectors as vectors and pixels as pixels', async () => {
    const panels = [
      (await draw(sample('bar'))).artifact,
      (await draw(sample('line', { formats: ['png'] }))).artifact,
      (await draw(sample('vega-lite-ids'))).artifact,
    ]
    const composed = await compose(panels)
    const pdf = await toPdf(composed)
    expectEmbeddedFonts(pdf)
    const images = inspectPdf(pdf, 'pdfimages', '-list').trimEnd().split('\n').slice(2)
    expect(images).toHaveLength(1)
    const words = wordsOf(pdf)
    for (const label of ['ResNet-50', '(a)', '(b)', '(c)']) expect(words).toContain(label)
    expect(await differenceOf(pdf, composed)).toBeLessThan(unlike)
  })

  test('is drawn as outlines where a text does not say what it is', async () => {
    const { svg } = await draw(sample('bar'))
    const plain = svg.replace(/ data-text="[^"]*"/g, '')
    const pdf = await toPdf(plain)
    expect(wordsOf(pdf).trim()).toBe('')
    expect(await differenceOf(pdf, plain)).toBeLessThan(unlike)
  })

  test.each(Object.entries(drawings))('draws %s as PNGs have it', async (_, content) => {
    const svg = inSvg(content)
    expect(await differenceOf(await toPdf(svg), svg)).toBeLessThan(unlike)
  })

  test.each([
    ['narrower', 'width="100" height="50" viewBox="0 0 200 100"'],
    ['with room at its sides', 'width="300" height="100" viewBox="0 0 200 100"'],
    ['from the middle of its canvas', 'width="200" height="100" viewBox="50 25 100 50"'],
  ])('shows a picture %s as its size and view box say', async (_, attributes) => {
    const svg = inSvg('<circle cx="100" cy="50" r="40" fill="teal"/>', attributes)
    expect(await differenceOf(await toPdf(svg), svg)).toBeLessThan(unlike)
  })
})

describe('a PDF', () => {
  let digests: string
  beforeAll(async () => {
    digests = await digestsOf('TZ=UTC', 'LANG=C')
  })

  test('is the same in another process, time zone and locale', async () => {
    expect(await digestsOf('TZ=Pacific/Kiritimati', 'LANG=tr_TR.UTF-8')).toBe(digests)
  })

  test('comes from the provider with the size of the SVG in CSS pixels', async () => {
    const { artifact } = await draw(sample('bar', { formats: ['pdf'] }))
    const { artifact: vector } = await draw(sample('bar'))
    expect(artifact.mediaType).toBe('application/pdf')
    expect(artifact.bytes).toEqual(await toPdf(new TextDecoder().decode(vector.bytes)))
    expect([artifact.width, artifact.height]).toEqual([vector.width, vector.height])
  })

  test.each([
    ['<text>', '<text x="1" y="9">lost</text>'],
    ['<foreignObject>', '<foreignObject><p>lost</p></foreignObject>'],
    [
      'a filter',
      '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><rect width="9" height="9" filter="url(#f)"/>',
    ],
    [
      'a mask',
      '<mask id="m"><rect width="9" height="9" fill="#fff"/></mask><rect width="9" height="9" mask="url(#m)"/>',
    ],
    ['an image', '<image width="9" height="9" xlink:href="data:image/webp;base64,UklGRg=="/>'],
    [
      'a gradient that repeats',
      '<linearGradient id="g" x2=".1" spreadMethod="repeat"><stop stop-color="red"/><stop offset="1"/></linearGradient><rect width="9" height="9" fill="url(#g)"/>',
    ],
    [
      'a clip path of several shapes',
      '<clipPath id="c"><rect width="4" height="4"/><circle r="3"/></clipPath><rect width="9" height="9" clip-path="url(#c)"/>',
    ],
  ])('is refused with a name rather than drawn without %s', async (what, content) => {
    await expect(toPdf(inSvg(content))).rejects.toMatchObject({
      code: 'render-failed',
      message: expect.stringContaining(what),
    })
  })
})

async function compose(panels: Artifact[]): Promise<string> {
  const { options } = parsePanelOptions({ layout: '1x3' }, panels.length)
  if (options === undefined) throw new Error('the options are wrong')
  const { bytes } = await composePanels(panels, options)
  return new TextDecoder().decode(bytes)
}

async function digestsOf(...environment: string[]): Promise<string> {
  const script = new URL('./pdf-child.mjs', import.meta.url)
  const child = startChild(script, [], ['env', ...environment])
  const line = await child.nextLine()
  expect((await child.ended).exitCode).toBe(0)
  return line
}
