import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toOneLine } from '../../src/one-line.js'
import { hostileText, written } from './figures.js'
import { pandoc, withoutPandoc } from './pandoc-command.js'

interface Node {
  t: string
  c?: unknown
}

/** Every node under a value of pandoc's JSON. */
function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn)
  if (typeof value !== 'object' || value === null) return []
  const children = Object.values(value).flatMap(nodesIn)
  return 't' in value ? [value as Node, ...children] : children
}

/** The blocks behind each `# case` heading. */
function casesOf(json: string): Node[][] {
  const cases: Node[][] = []
  for (const block of JSON.parse(json).blocks as Node[]) {
    if (block.t === 'Header') cases.push([])
    else cases.at(-1)?.push(block)
  }
  return cases
}

type Attributes = [identifier: string, classes: string[], pairs: [string, string][]]

/**
 * The first image: pandoc 2 keeps all attributes on it; pandoc 3 moves the identifier to the
 * figure, and `alt` to the image's text.
 */
function imageOf(blocks: readonly Node[]): { id: string; classes: string[]; alts: string[] } {
  const [figure] = blocks.filter(({ t }) => t === 'Figure')
  const [, , body] = figure ? (figure.c as [Attributes, unknown, Node[]]) : [null, null, blocks]
  const [image] = nodesIn(body).filter(({ t }) => t === 'Image')
  if (image === undefined) throw new Error('expected an image')
  const [[id, classes, pairs], description] = image.c as [Attributes, Node[]]
  const text = description.map(({ t, c }) => (t === 'Space' ? ' ' : t === 'Str' ? c : t)).join('')
  return {
    id: figure ? (figure.c as [Attributes])[0][0] : id,
    classes,
    alts: [...pairs.map((pair) => pair.join('=')), ...(figure ? [`alt=${text}`] : [])],
  }
}

function documentOf(figures: readonly string[]): string {
  return figures.map((code) => `# case\n\n${code}\n`).join('\n')
}

describe.skipIf(withoutPandoc)('pandoc', () => {
  test.each([
    ['pandoc', 'alt'],
    ['quarto', 'fig-alt'],
  ] as const)(
    'flavour %s: any description and caption give one image that has both',
    (flavour, altName) => {
      const samples = fc.sample(fc.tuple(hostileText, hostileText), { seed: 1, numRuns: 400 })
      const document = documentOf(
        samples.map(([alt, caption]) =>
          written({ id: 'fig-a', classes: ['wide'], alt, caption: `C ${caption}` }, flavour),
        ),
      )
      const cases = casesOf(pandoc(['-f', 'markdown', '-t', 'json'], document))
      expect(cases).toHaveLength(samples.length)
      for (const [index, [alt, caption]] of samples.entries()) {
        const blocks = cases[index] ?? []
        const seen = JSON.stringify({ alt, caption, blocks })
        expect(
          blocks.map(({ t }) => t),
          seen,
        ).toEqual([expect.stringMatching(/^(?:Para|Figure)$/)])
        const { id, classes, alts } = imageOf(blocks)
        expect({ id, classes }, seen).toEqual({ id: 'fig-a', classes: ['wide'] })
        // pandoc 3 keeps single spaces only.
        const spaced = (text: string) => text.replace(/ +/g, ' ')
        expect(alts.map(spaced), seen).toContain(spaced(`${altName}=${toOneLine(alt)}`))
      }
    },
  )

  test('a figure has its anchor, caption, width and description', () => {
    const figure = {
      id: 'fig-a',
      alt: 'An "A"',
      caption: 'The *letter* $a_1$ [@knuth].',
      displayWidth: '80%',
    }
    const html = pandoc(['-t', 'html'], written(figure, 'pandoc'))
    expect(html).toMatch(/<figure.*<figcaption/s)
    expect(html).toMatch(/id="fig-a"/)
    expect(html).toContain('alt="An &quot;A&quot;"')
    expect(html).toMatch(/style="width:80(?:\.0)?%"/)
    expect(html).toMatch(/<figcaption[^>]*>The <em>letter<\/em>.*data-cites="knuth"/s)
    const latex = pandoc(['-t', 'latex'], written(figure, 'pandoc'))
    expect(latex).toMatch(/\\begin\{figure\}.*\\caption\{The \\emph\{letter\} \\\(a_1\\\)/s)
    expect(latex).toContain('\\label{fig-a}')
  })

  test('a picture without caption gets none, not its description', () => {
    const html = pandoc(['-t', 'html'], written({ id: 'fig-a', alt: 'An A' }, 'pandoc'))
    expect(html).not.toContain('figcaption')
    expect(html).toContain('alt="An A"')
    expect(pandoc(['-t', 'latex'], written({ alt: 'An A' }, 'pandoc'))).not.toContain('\\caption')
  })

  test('a decorative picture has an empty description, not its caption', () => {
    const html = pandoc(['-t', 'html'], written({ caption: 'C' }, 'pandoc'))
    expect(html).toContain('<figcaption')
    // pandoc 3 leaves an empty `alt` out.
    expect(html).not.toMatch(/alt="[^"]/)
  })

  test('names pandoc has no short form for are kept', () => {
    const code = written({ id: '1 a', classes: ['x y'], caption: 'C' }, 'pandoc')
    const { id, classes } = imageOf(JSON.parse(pandoc(['-t', 'json'], code)).blocks)
    expect({ id, classes }).toEqual({ id: '1 a', classes: ['x', 'y'] })
  })

  test('a path with spaces, parentheses and per cent signs is the path of the file', () => {
    const code = written({ url: 'a b/(2) 5%_~.png', caption: 'C' }, 'pandoc')
    expect(pandoc(['-t', 'latex'], code)).toMatch(
      /\\includegraphics(?:\[[^\]]*\])?\{a b\/\(2\) 5\\%_~\.png\}/,
    )
  })

  test('the path of the PDF is kept for the filter, and nothing else changes', () => {
    const figure = { id: 'fig-a', alt: 'A', caption: 'C', url: 'a b.svg' }
    const code = written({ ...figure, printUrl: 'a b "c".pdf' }, 'pandoc')
    expect(pandoc(['-t', 'html'], code)).toContain('data-pdf="a%20b%20%22c%22.pdf"')
    const latex = (text: string) => pandoc(['-t', 'latex'], text)
    expect(latex(code)).toBe(latex(written(figure, 'pandoc')))
  })

  test('flavour latex comes through pandoc as it was written', () => {
    const captions = fc.sample(hostileText, { seed: 1, numRuns: 300 })
    const figures = captions.map((caption) => written({ id: 'fig-a', caption }, 'latex'))
    const cases = casesOf(pandoc(['-f', 'markdown', '-t', 'json'], documentOf(figures)))
    expect(cases).toEqual(figures.map((code) => [{ t: 'RawBlock', c: ['tex', code] }]))
  })
})
