import { SourceMap } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flavours } from '../../src/flavour.js'
import { type Replacement, rewrite } from '../../src/rewrite.js'
import { figure, hostileText } from './figures.js'

/** Replaces every `::figure` of a document, with the prefix a scanner would find for the line. */
function rewriteAll(source: string, flavour: (typeof flavours)[number] = 'pandoc'): string {
  const replacements: Replacement[] = [...source.matchAll(/::figure/g)].map(({ index }) => {
    const line =
      source
        .slice(0, index)
        .split(/\r\n|\n|\r/)
        .at(-1) ?? ''
    const linePrefix = line.replace(/[^\s>]/g, ' ')
    const directive = { span: { start: index, end: index + '::figure'.length }, linePrefix }
    return { directive, figure: figure({ id: 'fig-a', alt: 'A', caption: 'C' }) }
  })
  return rewrite(source, replacements, { flavour, mdx: false }).code
}

const image = '![C](figures/a.png){#fig-a alt="A"}'

describe('the text around a figure', () => {
  test('every character outside the directives stays, in order', () => {
    const line = fc.oneof(hostileText, fc.constantFrom('', '> ', '- ', '  ', '\t', '\uFEFF'))
    const document = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '::figure')))
    fc.assert(
      fc.property(
        document,
        fc.constantFrom(...flavours),
        fc.boolean(),
        fc.constantFrom('', '  ', '> ', '> - '),
        (parts, flavour, mdx, linePrefix) => {
          const source = parts.map(([text, end]) => text.replaceAll('::figure', '') + end).join('')
          const spans = [...source.matchAll(/::figure/g)].map(({ index }) => index)
          // A word the flavours keep marks where each figure was written.
          const replacements = spans.map((start) => ({
            directive: { span: { start, end: start + '::figure'.length }, linePrefix },
            figure: figure({ id: 'q0q', caption: 'z0z' }),
          }))
          const { code } = rewrite(source, replacements, { flavour, mdx })
          const kept = source.split('::figure')
          let offset = 0
          for (const text of kept) {
            const found = code.indexOf(text, offset)
            expect(found).toBeGreaterThanOrEqual(offset)
            offset = found + text.length
          }
          expect(code.startsWith(kept[0] ?? '')).toBe(true)
          expect(code.endsWith(kept.at(-1) ?? '')).toBe(true)
          const order = rewrite(source, replacements.toReversed(), { flavour, mdx }).code
          expect(order).toBe(code)
        },
      ),
    )
  })

  test('a document without figures comes back as it was', () => {
    expect(rewriteAll('a  \r\nb\tc')).toBe('a  \r\nb\tc')
  })

  test.each([
    ['start and end of the document need nothing', '::figure', image],
    ['blank neighbours are enough', 'a\n\n::figure\n\nb', `a\n\n${image}\n\nb`],
    ['a line before gets a blank line', 'a\n::figure', `a\n\n${image}`],
    ['a line after gets a blank line', '::figure\nb\n', `${image}\n\nb\n`],
    ['white space is blank', 'a\n \t\n::figure\n  \nb', `a\n \t\n${image}\n  \nb`],
    ['a list marker starts the item', 'a\n- ::figure', `a\n- ${image}`],
    ['an ordered item is indented by its marker', '10. ::figure\n    b', `10. ${image}\n\n    b`],
    ['a quote keeps its markers', '> a\n> ::figure\n> b', `> a\n> \n> ${image}\n>\n> b`],
    ['an empty quote line is blank', '>\n> ::figure\n>\n> b', `>\n> ${image}\n>\n> b`],
    ['a quoted item carries both', '> - a\n>   ::figure', `> - a\n>   \n>   ${image}`],
    ['two figures share one blank line', '::figure\n::figure', `${image}\n\n${image}`],
    ['CRLF stays CRLF', 'a\r\n::figure\r\nb', `a\r\n\r\n${image}\r\n\r\nb`],
    ['CR stays CR', 'a\r::figure\rb', `a\r\r${image}\r\rb`],
    ['the last line takes the ending before it', 'a\r\n::figure', `a\r\n\r\n${image}`],
    ['no last line ending appears', 'a\n\n::figure', `a\n\n${image}`],
    ['front matter is a neighbour', '---\na: 1\n---\n::figure', `---\na: 1\n---\n\n${image}`],
  ])('%s', (_title, source, expected) => {
    expect(rewriteAll(source)).toBe(expected)
  })

  test('no line the rewrite adds ends in white space', () => {
    const code = rewriteAll('> - ::figure\n\n  - ::figure\n', 'figure')
    expect(code).toMatchInlineSnapshot(`
      "> - <figure id="fig-a">
      >
      >   ![A](figures/a.png)
      >
      >   <figcaption>
      >
      >   C
      >
      >   </figcaption>
      >   </figure>

        - <figure id="fig-a">

          ![A](figures/a.png)

          <figcaption>

          C

          </figcaption>
          </figure>
      "
    `)
    expect(code).not.toMatch(/[ \t]$/m)
  })
})

describe('the source map', () => {
  const source = 'before\n\n:::figure\nprompt\n\nmore\n:::\n\nafter the figure\n'
  const span = { start: source.indexOf(':::figure'), end: source.indexOf('\n\nafter') }
  const result = rewrite(source, [{ directive: { span, linePrefix: '' }, figure: figure() }], {
    flavour: 'html',
    mdx: false,
    source: 'docs/page.md',
  })
  const map = new SourceMap(JSON.parse(result.map().toString()))

  test.each(['before', 'after', 'figure\n'])('leads from %j back to its place', (word) => {
    const positionOf = (text: string): [number, number] => {
      const before = text.slice(0, text.lastIndexOf(word)).split('\n')
      return [before.length - 1, before.at(-1)?.length ?? 0]
    }
    const [line, column] = positionOf(result.code)
    const entry = map.findEntry(line, column)
    expect(entry).toMatchObject({ originalSource: 'docs/page.md' })
    expect('originalLine' in entry && [entry.originalLine, entry.originalColumn]).toEqual(
      positionOf(source),
    )
  })

  test('leads from the figure to its directive and holds the document', () => {
    const figureLine = result.code.slice(0, result.code.indexOf('<figure')).split('\n').length - 1
    expect(map.findEntry(figureLine, 0)).toMatchObject({ originalLine: 2, originalColumn: 0 })
    expect(map.payload.sourcesContent).toEqual([source])
  })
})
