import { describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src/artifact.js'
import { FigureError } from '../../../src/errors.js'
import { drawDraft } from '../../../src/providers/local/draw-draft.js'
import { composePanels } from '../../../src/providers/local/panels/compose-panels.js'
import { gridOf, parsePanelOptions } from '../../../src/providers/local/panels/panel-options.js'
import { placePanels } from '../../../src/providers/local/panels/place-panels.js'
import { readPlotSpan } from '../../../src/providers/local/panels/plot-span.js'
import { expectInside } from './bounds.js'
import { draw } from './draw.js'
import { localFigure, sampleFigures } from './sample-figures.js'

function optionsOf(attributes: Record<string, string>, count: number) {
  const { options, problems } = parsePanelOptions(attributes, count)
  if (options === undefined) throw new Error(problems.map(({ message }) => message).join('; '))
  return options
}

async function panel(name: string): Promise<Artifact> {
  return (await draw(sampleFigures[name] ?? localFigure({}))).artifact
}

const textOf = (artifact: Artifact) => new TextDecoder().decode(artifact.bytes)

describe('options of a group', () => {
  test('without attributes panels are labelled (a), (b), ... below them', () => {
    expect(optionsOf({}, 3)).toEqual({
      layout: 'auto',
      labels: ['(a)', '(b)', '(c)'],
      spacing: 20,
      labelPosition: 'bottom',
      labelFontSize: 16,
      theme: 'light',
      format: 'svg',
    })
  })

  test('attributes of other parts are left alone', () => {
    expect(optionsOf({ provider: 'local', id: 'x', width: '80%' }, 1).labels).toEqual(['(a)'])
  })

  test.each([
    [{ layout: '1x2' }, 3, 'layout', /has 2 places/],
    [{ layout: 'wide' }, 2, 'layout', /rows and columns/],
    [{ labels: 'a,b,c' }, 2, 'labels', /there are 3/],
    [{ spacing: '-3' }, 2, 'spacing', /from 0 to 200/],
    [{ label_position: 'left' }, 2, 'label_position', /`top` or `bottom`/],
    [{ label_font_size: 'big' }, 2, 'label_font_size', /from 6 to 96/],
    [{ fit: 'page' }, 2, 'fit', /`one-column`/],
    [{}, 0, 'layout', /no figures/],
    [{}, 27, 'layout', /at most 26/],
  ])('%j with %i panels is a problem of `%s`', (attributes, count, field, message) => {
    const { options, problems } = parsePanelOptions(attributes as Record<string, string>, count)
    expect(options).toBeUndefined()
    const problem = problems.find((each) => each.field === field)
    expect(`${problem?.message} ${problem?.hint ?? ''}`).toMatch(message)
  })

  test('every problem of a group is told at once', () => {
    const { problems } = parsePanelOptions({ layout: '1x1', labels: 'a', spacing: 'x' }, 2)
    expect(problems.map(({ field }) => field)).toEqual(['layout', 'labels', 'spacing'])
  })

  test('`auto` has a place for every panel', () => {
    for (let count = 1; count <= 26; count++) {
      const { rows, columns } = gridOf('auto', count)
      expect(rows * columns).toBeGreaterThanOrEqual(count)
    }
  })
})

describe('composed pictures', () => {
  test('`fit` is the size of the whole, with everything in it', async () => {
    const panels = [await panel('bar'), await panel('diagram')]
    const compose = (attributes: Record<string, string>) =>
      composePanels(panels, optionsOf(attributes, 2))
    const whole = await compose({})
    const printed = await compose({ fit: 'two-column' })
    expect(printed.width).toBeCloseTo(672, 1)
    expect(printed.width / printed.height).toBeCloseTo(whole.width / whole.height, 1)
    expect(textOf(printed)).toContain(`viewBox="0 0 ${whole.width} ${whole.height}"`)
    const slide = await compose({ fit: 'slide', layout: '2x1' })
    expect(slide.height).toBeCloseTo(720, 1)
    expect(slide.width).toBeLessThan(1280)
    // Side by side nothing could be read in one column.
    const column = await compose({ fit: 'one-column' })
    expect(column.width).toBeCloseTo(321.6, 1)
    expect(column.height / column.width).toBeGreaterThan((2 * whole.height) / whole.width)
  })

  test('vectors stay vectors, with ids that do not meet, and keep their place in the description', async () => {
    const panels = [await panel('bar'), await panel('diagram')]
    const composed = await composePanels(panels, optionsOf({ layout: '1x2' }, 2))
    const svg = textOf(composed)
    expect(svg).not.toContain('<image')
    expect(svg.match(/<svg /g)).toHaveLength(3)
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, id] of svg.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id)
    expect(composed.description).toMatch(/^\(a\) Bar chart of .* \(b\) Diagram of/)
    await expectInside(composed)
  })

  test('text is equally large in all vector panels, whatever their size', async () => {
    const panels = [await panel('bar'), await panel('dot')]
    const svg = textOf(await composePanels(panels, optionsOf({ layout: '1x2' }, 2)))
    const boxes = [
      ...svg.matchAll(
        /<svg x="[^"]*" y="[^"]*" width="([^"]*)" height="([^"]*)" viewBox="0 0 ([^" ]*)/g,
      ),
    ]
    expect(boxes).toHaveLength(2)
    for (const [, width, , natural] of boxes) expect(Number(width)).toBeCloseTo(Number(natural), 0)
  })

  test('panels stand at the top of their row', async () => {
    const panels = [await panel('bar'), await panel('diagram')]
    const svg = textOf(await composePanels(panels, optionsOf({ layout: '1x2' }, 2)))
    const tops = [...svg.matchAll(/<svg x="[^"]*" y="([^"]*)"/g)].map(([, y]) => y)
    expect(tops).toEqual(['20', '20'])
  })

  test('vertical axes of plots one below the other are in line, and letters below the middle of plots', async () => {
    const line = async (values: number[]) =>
      (
        await draw(
          localFigure({
            task: 'plot',
            prompt: 'Line chart of y by x',
            data: { x: [0, 1], y: values },
          }),
        )
      ).artifact
    const [narrow, wide] = [await line([0, 5]), await line([0, 150_000])]
    const starts = [narrow, wide].map((plot) => readPlotSpan(plot, plot.width)?.start ?? 0)
    expect(starts[0]).toBeLessThan((starts[1] ?? 0) - 5)
    const options = optionsOf({ layout: '2x1' }, 2)
    const { places } = placePanels([narrow, wide], options, 28)
    expect(places[0]?.plot.start).toBeCloseTo(places[1]?.plot.start ?? 0)
    expect(places[0]?.x).toBeGreaterThan((places[1]?.x ?? 0) + 5)
    await expectInside(await composePanels([narrow, wide], options))
  })

  test('a label as long as a caption is wrapped and stays inside', async () => {
    const panels = [await panel('bar'), await panel('line')]
    const labels = ['What the wind brought in, quarter by quarter, '.repeat(3), 'Sun']
    const options = { ...optionsOf({}, 2), labels, labelPosition: 'top' } as const
    const composed = await composePanels(panels, options)
    expect(textOf(composed).match(/data-text="[^"]*quarter/g)?.length).toBeGreaterThan(1)
    await expectInside(composed)
  })

  test('pixels are embedded and as high as the vectors beside them', async () => {
    const panels = [await panel('bar'), await panel('png')]
    const svg = textOf(await composePanels(panels, optionsOf({ layout: '1x2' }, 2)))
    expect(svg).toMatch(/<image [^>]*height="438"[^>]*xlink:href="data:image\/png;base64,/)
  })

  test('an SVG with a style sheet or script is kept apart as an image', async () => {
    const bytes = new TextEncoder().encode(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>*{fill:red}</style></svg>',
    )
    const foreign: Artifact = { bytes, mediaType: 'image/svg+xml', width: 9, height: 9 }
    const svg = textOf(await composePanels([foreign], optionsOf({}, 1)))
    expect(svg).toContain('<image ')
    expect(svg).not.toContain('<style')
  })

  test('a label that reads like a handler keeps its panel a vector', async () => {
    const panel = await draw(localFigure({ task: 'diagram', prompt: '"only = 3" -> "x onload=1"' }))
    const svg = textOf(await composePanels([panel.artifact], optionsOf({}, 1)))
    expect(svg).not.toContain('<image ')
  })

  test('a damaged WebP panel is refused where the group becomes pixels, and not left out', async () => {
    const webp: Artifact = {
      bytes: Buffer.from('RIFF'),
      mediaType: 'image/webp',
      width: 9,
      height: 9,
    }
    await expect(composePanels([webp], optionsOf({ format: 'png' }, 1))).rejects.toThrow(
      'it is text',
    )
  })

  test('a PDF cannot be a panel, and the message says so', async () => {
    const pdf: Artifact = {
      bytes: new Uint8Array(),
      mediaType: 'application/pdf',
      width: 9,
      height: 9,
    }
    await expect(composePanels([pdf], optionsOf({}, 1))).rejects.toThrow(FigureError)
  })

  test('composing twice gives the same bytes, and PNG when asked', async () => {
    const panels = [await panel('bar'), await panel('line'), await panel('dot')]
    const options = optionsOf({ format: 'png', label_position: 'top' }, 3)
    const [first, second] = [
      await composePanels(panels, options),
      await composePanels(panels, options),
    ]
    expect(first.mediaType).toBe('image/png')
    expect(Buffer.from(first.bytes).equals(second.bytes)).toBe(true)
  })
})

describe('drafts', () => {
  test('a draft says that it is one, of what, by whom, and has the aspect of what it stands for', async () => {
    const draft = await drawDraft({
      provider: 'paperbanana',
      task: 'plot',
      prompt: 'Bars.',
      aspect: '16:9',
    })
    expect(textOf(draft)).toContain('<title>Draft: plot to be made by paperbanana</title>')
    expect(draft.description).toBe('Draft of a plot to be made by paperbanana. Bars.')
    expect(Math.abs(draft.width / draft.height / (16 / 9) - 1)).toBeLessThan(0.01)
  })

  test('a long or hostile prompt stays inside the card', async () => {
    for (const prompt of [
      'word '.repeat(2000),
      'x'.repeat(5000),
      '<script>&"\u202E',
      '\n\n\n',
      '',
    ]) {
      for (const aspect of ['16:9', '1:4', '5:1', undefined]) {
        const draft = await drawDraft({ provider: 'agent', prompt, aspect, theme: 'dark' })
        expect(textOf(draft)).not.toContain('<script')
        await expectInside(draft)
      }
    }
  })
})
