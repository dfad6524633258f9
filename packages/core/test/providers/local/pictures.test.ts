import { readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digestContent } from '../../../src/digest.js'
import { themes } from '../../../src/providers/local/theme.js'
import { startChild } from '../../files/child.js'
import { expectInside } from './bounds.js'
import { draw } from './draw.js'
import { localFigure, sampleFigures } from './sample-figures.js'

const digestsFile = new URL('./digests.json', import.meta.url)
const childScript = new URL('./draw-child.mjs', import.meta.url)

function readDigests(): Record<string, string> {
  return JSON.parse(readFileSync(digestsFile, 'utf8'))
}

describe('the same figure is the same bytes', () => {
  test('as in the committed digests (UPDATE=1 writes them; raise rendererVersion with it)', async () => {
    const digests: Record<string, string> = {}
    for (const [name, figure] of Object.entries(sampleFigures)) {
      digests[name] = digestContent((await draw(figure)).artifact.bytes)
    }
    if (process.env.UPDATE === '1')
      writeFileSync(digestsFile, `${JSON.stringify(digests, null, 2)}\n`)
    expect(digests).toEqual(readDigests())
  })

  test('when all are drawn at the same time, twice', async () => {
    const drawn = await Promise.all(
      [...Object.entries(sampleFigures), ...Object.entries(sampleFigures)].map(
        async ([name, figure]) =>
          [name, digestContent((await draw(figure)).artifact.bytes)] as const,
      ),
    )
    const digests = readDigests()
    for (const [name, digest] of drawn) expect(digest).toBe(digests[name])
  })

  test('in other processes, orders, time zones and locales', { timeout: 60_000 }, async () => {
    const surroundings = [
      ['forwards', 'TZ=UTC', 'LANG=C'],
      ['backwards', 'TZ=Pacific/Kiritimati', 'LANG=tr_TR.UTF-8'],
      ['forwards', 'TZ=America/St_Johns', 'LC_ALL=de_DE.UTF-8'],
    ] as const
    for (const [order, ...environment] of surroundings) {
      const child = startChild(childScript, [order], ['env', ...environment])
      expect(JSON.parse(await child.nextLine())).toEqual(readDigests())
      expect((await child.ended).exitCode).toBe(0)
    }
  })
})

describe('every sample', () => {
  for (const [name, figure] of Object.entries(sampleFigures)) {
    if (figure.formats !== undefined) continue
    test(`${name} is whole, inside its edges and described`, async () => {
      const { artifact, svg } = await draw(figure)
      expect(svg).not.toMatch(/<text|<image|<script|NaN|Infinity|undefined/)
      expect(svg).toMatch(
        /^<svg [^>]*role="img" aria-label="[^"]+"><title>[^<]+<\/title><desc>[^<]+<\/desc>/,
      )
      expect(artifact.description).toMatch(/\w.*\.$/)
      await expectInside(artifact)
    })
  }
})

test('an aspect is kept within one percent, for plots and diagrams', async () => {
  for (const aspect of ['16:9', '1:1', '3:4', '21:9', 'a4-portrait']) {
    const wanted =
      aspect === 'a4-portrait'
        ? 210 / 297
        : Number(aspect.split(':')[0]) / Number(aspect.split(':')[1])
    for (const name of ['bar', 'line', 'heatmap', 'diagram', 'dot-graph', 'vega-lite']) {
      const { artifact } = await draw({ ...localFigure({}), ...sampleFigures[name], aspect })
      expect(Math.abs(artifact.width / artifact.height / wanted - 1)).toBeLessThan(0.01)
    }
  }
})

test('a PNG has the pixels of its resolution on the longer side, and two per CSS pixel without', async () => {
  const sides = { '1K': 1024, '2K': 2048, '4K': 4096 } as const
  const figure = localFigure({ task: 'plot', formats: ['png'], data: { n: ['a', 'b'], v: [1, 2] } })
  for (const resolution of ['1K', '2K', '4K'] as const) {
    const { artifact } = await draw({ ...figure, resolution })
    expect(Math.max(artifact.width, artifact.height)).toBe(sides[resolution])
    expect(Buffer.from(artifact.bytes.subarray(1, 4)).toString()).toBe('PNG')
  }
  expect((await draw(figure)).artifact.width).toBe(1280)
})

const value = fc.oneof(
  fc.integer({ min: -1000, max: 100_000 }),
  // Numbers next to nothing cannot be drawn, and are refused before.
  fc
    .double({ min: -50, max: 50, noNaN: true, noDefaultInfinity: true })
    .map((number) => (Math.abs(number) < 1e-300 ? 0 : number)),
)
const label = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({ minLength: 1, maxLength: 60 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    'a & b "c"',
    '\u202Eevil\u202C',
    'Very '.repeat(60),
    '∀x∈ℝ',
    'Ωμέγα',
    'Привет',
  ),
)
const names = fc.uniqueArray(label, {
  minLength: 1,
  maxLength: 12,
  selector: (text) => text.trim().toLowerCase(),
})

/** Pictures of random tables, checked for what must hold of all. */
async function expectSound(figure: ReturnType<typeof localFigure>) {
  const drawn = await draw(figure)
  expect(drawn.svg).not.toMatch(/[" (,](?:NaN|-?Infinity|undefined)[" ),]/)
  await expectInside(drawn.artifact)
  return drawn
}

describe('random tables', () => {
  const runs = { numRuns: 60 }
  const color = themes.light.series[0]
  const countMarks = (svg: string) => svg.split(`fill="${color}"`).length - 1

  test('a bar chart has one bar per row, inside its edges', async () => {
    const table = names.chain((model) =>
      fc.record({
        model: fc.constant(model),
        value: fc.array(value, { minLength: model.length, maxLength: model.length }),
        aspect: fc.constantFrom(undefined, '16:9', '1:1', '2:3'),
        labels: fc.constantFrom('value', 'none'),
      }),
    )
    await fc.assert(
      fc.asyncProperty(table, async ({ model, value: values, aspect, labels }) => {
        // An `x` keeps labels that look like numbers or like nothing from being read as such.
        const data = { model: model.map((text) => `x${text}`), value: values }
        const { svg } = await expectSound(
          localFigure({ task: 'plot', aspect, data, options: { mark: 'bar', labels } }),
        )
        expect(countMarks(svg)).toBe(values.length)
      }),
      runs,
    )
  })

  test('a scatter plot has one point per row, inside its edges', async () => {
    const points = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(points, async (rows) => {
        const data = { a: rows.map(([a]) => a), b: rows.map(([, b]) => b) }
        const { svg } = await expectSound(
          localFigure({ task: 'plot', data, options: { mark: 'scatter' } }),
        )
        expect(countMarks(svg)).toBe(rows.length)
      }),
      runs,
    )
  })

  test('lines of several series are drawn inside the edges, and the description names every series', async () => {
    const table = fc.record({
      series: fc.uniqueArray(
        fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 2, maxLength: 14 }),
        {
          minLength: 2,
          maxLength: 8,
        },
      ),
      length: fc.integer({ min: 1, max: 9 }),
      seed: fc.integer({ min: 1, max: 1000 }),
    })
    await fc.assert(
      fc.asyncProperty(table, async ({ series, length, seed }) => {
        const data = series.flatMap((name, index) =>
          Array.from({ length }, (_, step) => ({
            step,
            run: `s ${name}`,
            loss: (seed * (step + 1)) % (7 + index),
          })),
        )
        const { artifact } = await expectSound(
          localFigure({
            task: 'plot',
            data,
            options: { mark: 'line', color: 'run', x: 'step', y: 'loss' },
          }),
        )
        for (const name of series) expect(artifact.description).toContain(`s ${name}`)
      }),
      runs,
    )
  })

  test('a diagram of random boxes and labels stays inside its edges', async () => {
    const graph = names.chain((nodes) =>
      fc.record({
        nodes: fc.constant(nodes),
        edges: fc.array(
          fc.tuple(
            fc.nat({ max: nodes.length - 1 }),
            fc.nat({ max: nodes.length - 1 }),
            fc.option(label, { nil: '' }),
          ),
          { maxLength: 14 },
        ),
        shape: fc.constantFrom('box', 'round', 'diamond'),
      }),
    )
    await fc.assert(
      fc.asyncProperty(graph, async ({ nodes, edges, shape }) => {
        const data = {
          nodes: nodes.map((text, index) => ({ id: `n${index}`, label: text, shape })),
          edges: edges.map(([from, to, text]) => [`n${from}`, `n${to}`, text]),
        }
        await expectSound(localFigure({ task: 'diagram', data }))
      }),
      runs,
    )
  })
})

describe('hostile text', () => {
  const labels = [
    '<script>alert(1)</script>',
    ']]>&amp;"\'',
    '\u202Ecod.exe\u202C',
    'x'.repeat(3000),
  ]

  test('is drawn as glyphs, and stands escaped in the description', async () => {
    const { artifact, svg } = await expectSound(
      localFigure({
        task: 'plot',
        data: { name: labels, value: [1, 2, 3, 4] },
        options: { mark: 'bar' },
      }),
    )
    expect(svg).not.toContain('<script')
    expect(svg).toContain('&lt;script&gt;')
    expect(svg).not.toContain('\u202E')
    expect(artifact.width).toBe(640)
  })

  test('in a dot graph neither links nor breaks out', async () => {
    const text =
      'digraph { a [label="<script>" URL="javascript:alert(1)"]; a -> b [color="red\\"/><script>"] }'
    const { svg } = await expectSound(localFigure({ source: { language: 'dot', text } }))
    expect(svg).not.toMatch(/<script|javascript:|<image|<a /)
  })

  test('characters no font has are a warning, and no boxes', async () => {
    const figure = (text: string) =>
      draw(localFigure({ task: 'plot', data: { name: [text, 'b'], value: [1, 2] } }))
    const { warnings, svg } = await figure('日')
    expect(warnings.map(({ code }) => code)).toEqual(['glyph-missing'])
    expect(warnings[0]?.message).toContain('`日`')
    expect(svg).not.toMatch(/id="g\w+-0"/)
    expect((await figure('Ω ≤ ∇ → α₁²')).warnings).toEqual([])
  })
})

describe('what cannot be drawn', () => {
  const dot = (text: string) => draw(localFigure({ source: { language: 'dot', text } }))
  const spec = (value: object) =>
    draw(localFigure({ source: { language: 'vega-lite', text: JSON.stringify(value) } }))

  test('a broken dot graph is an error with its line, and the next graph is drawn', async () => {
    await expect(dot('digraph {\n a -> \n}')).rejects.toMatchObject({
      code: 'render-failed',
      message: expect.stringMatching(/line 3/),
    })
    await expect(dot('no { graph')).rejects.toMatchObject({ code: 'render-failed' })
    expect((await dot('digraph { a -> b }')).artifact.width).toBeGreaterThan(20)
  })

  test('a spec without marks, with an unknown mark or a field the data lacks is an error, not an empty picture', async () => {
    const values = [{ a: 1, b: 2 }]
    const encoding = {
      x: { field: 'a', type: 'quantitative' },
      y: { field: 'b', type: 'quantitative' },
    }
    await expect(spec({ data: { values: [] }, mark: 'point', encoding })).rejects.toThrow(
      /no mark|extent/i,
    )
    await expect(spec({ data: { values }, mark: 'pint', encoding })).rejects.toThrow(/cannot draw/)
    const wrong = { ...encoding, y: { field: 'c', type: 'quantitative' } }
    await expect(spec({ data: { values }, mark: 'bar', encoding: wrong })).rejects.toThrow()
    expect((await spec({ data: { values }, mark: 'point', encoding })).artifact.width).toBe(640)
  })
})
