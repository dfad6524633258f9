import fc from 'fast-check'
import remarkDirective from 'remark-directive'
import remarkFrontmatter from 'remark-frontmatter'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, test } from 'vitest'
import type { Directive } from '../../src/directive.js'
import { flavours } from '../../src/flavour.js'
import { mayHaveFigures } from '../../src/prefilter.js'
import { rewrite } from '../../src/rewrite.js'
import { scan } from '../../src/scan.js'
import { figure } from '../rewrite/figures.js'
import {
  markdownSurroundings,
  mdxSurroundings,
  type Surroundings,
  type WrittenFigure,
  writtenFigure,
} from './arbitraries.js'
import { checkResult } from './check-result.js'
import { type CorpusDocument, corpusMissing, readCorpus } from './corpus.js'

interface Place {
  /** Between which top-level blocks; taken modulo their number. */
  at: number
  surroundings: number
  figure: WrittenFigure
}

const places = fc
  .integer({ min: 1, max: 4 })
  .chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({ at: fc.nat(), surroundings: fc.nat(), figure: writtenFigure(`f${index}`) }),
      ),
    ),
  )
const lineEnding = fc.constantFrom('\n', '\n', '\r\n', '\r')

describe.skipIf(corpusMissing)(
  `real documents${corpusMissing ? ` (${corpusMissing})` : ''}`,
  () => {
    const documents = readCorpus(40).flatMap(({ mdx, name, text }) => {
      const gaps = findGaps({ mdx, name, text })
      return gaps === undefined ? [] : [{ mdx, text, gaps }]
    })

    test('are enough to insert into', () => {
      expect(documents.length).toBeGreaterThanOrEqual(30)
    })

    test('give back every figure inserted into them, to the letter', () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...documents),
          places,
          lineEnding,
          fc.boolean(),
          (document, inserted, ending, isAtEnd) => {
            const { mdx } = document
            const around = mdx
              ? [...plainIndent(markdownSurroundings), ...mdxSurroundings]
              : markdownSurroundings
            const { expected, source } = insert(document, inserted, ending, isAtEnd, around)
            const result = scan(source, { mdx })
            checkResult(source, result)
            expect(result.problems).toEqual([])
            expect(
              result.directives.map((directive) => ({
                written: source.slice(directive.span.start, directive.span.end),
                start: directive.span.start,
                form: directive.kind === 'figure' ? directive.form : undefined,
                caption: directive.caption?.value,
                attributes: directive.attributes.map(({ name, value }) => ({ name, value })),
                prompt: directive.kind === 'figure' ? directive.prompt?.value : undefined,
                data: directive.kind === 'figure' ? directive.fences[0]?.text.value : undefined,
                linePrefix: directive.linePrefix,
              })),
            ).toEqual(expected)
            expect(mayHaveFigures(Buffer.from(source))).toBe(true)
          },
        ),
        { numRuns: 1_000 },
      )
    })

    test('are rewritten with every other byte intact', () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...documents),
          places,
          lineEnding,
          fc.boolean(),
          fc.constantFrom(...flavours),
          (document, inserted, ending, isAtEnd, flavour) => {
            const { mdx } = document
            const around = mdx ? mdxSurroundings : markdownSurroundings
            const { source } = insert(document, inserted, ending, isAtEnd, around)
            const { directives } = scan(source, { mdx })
            const figures = directives.map((directive, index) => ({
              directive,
              figure: figure({ id: `f${index}`, url: `figures/unique-${index}.png` }),
            }))
            const { code } = rewrite(source, figures, { flavour, mdx })
            expectOnlySpansToDiffer(source, code, directives)
          },
        ),
        { numRuns: 500 },
      )
    })
  },
)

test('containers and leaves end where remark-directive ends them', () => {
  const processor = unified().use(remarkParse).use(remarkFrontmatter).use(remarkDirective).freeze()
  const document = { text: '# Title\n\nText\n\n- list\n\ntext\n', gaps: [0, 7, 13, 21] }
  fc.assert(
    fc.property(places, lineEnding, fc.boolean(), (inserted, ending, isAtEnd) => {
      const simple = inserted.filter(({ figure }) => figure.form !== 'fence' && isPortable(figure))
      // There a figure inside a container of the same length ends that container.
      const around = markdownSurroundings.filter(({ before }) => !before.startsWith(':::'))
      const { expected, source } = insert(document, simple, ending, isAtEnd, around)
      const theirs = collectDirectives(processor.parse(source))
      const ours = scan(source, { mdx: false }).directives.map(({ span }) => span)
      expect(ours.map(({ start }) => start)).toEqual(expected.map(({ start }) => start))
      expect(ours).toEqual(theirs)
    }),
    { numRuns: 1_000 },
  )
})

/** Follows the text between the directives through the rewritten document, byte for byte. */
function expectOnlySpansToDiffer(source: string, code: string, directives: Directive[]): void {
  const ends = [0, ...directives.map(({ span }) => span.end)]
  const starts = [...directives.map(({ span }) => span.start), source.length]
  const kept = ends.map((end, index) => source.slice(end, starts[index]))
  let position = 0
  kept.forEach((text, index) => {
    const isLast = index === kept.length - 1
    const written = `unique-${index - 1}.png`
    const after = index === 0 ? 0 : code.indexOf(written, position) + written.length
    const found = isLast ? code.length - text.length : index === 0 ? 0 : code.indexOf(text, after)
    expect(found).toBeGreaterThanOrEqual(after)
    expect(code.slice(found, found + text.length)).toBe(text)
    position = found + text.length
  })
}

interface ExpectedFigure extends Omit<WrittenFigure, 'lines'> {
  written: string
  start: number
  linePrefix: string
}

/** Puts figures between the blocks of a document. */
function insert(
  document: { text: string; gaps: number[] },
  inserted: Place[],
  ending: string,
  isAtEnd: boolean,
  surroundings: Surroundings[],
): { source: string; expected: ExpectedFigure[] } {
  const sorted = inserted
    .map((place) => ({ ...place, offset: pick(document.gaps, place.at) }))
    .sort((left, right) => left.offset - right.offset)
  const withEnding = (text: string) => text.replace(/\r\n|\r|\n/g, ending)
  const expected: ExpectedFigure[] = []
  let source = ''
  let position = 0
  for (const [index, { figure, offset, surroundings: choice }] of sorted.entries()) {
    const around = pick(surroundings, choice)
    // A plain line keeps a list or an HTML block in front from taking the figure in.
    source += withEnding(
      `${document.text.slice(position, offset)}\n\nplain text\n\n${around.before}`,
    )
    source += around.first
    const written = figure.lines
      .map((line, number) => (number === 0 ? line : writeLine(around.rest, line)))
      .join(ending)
    const { lines: _, ...facts } = figure
    const linePrefix = around.first.replace(/[^>\t]/g, ' ')
    expected.push({ ...facts, written, start: source.length, linePrefix })
    source += written
    position = offset
    const isLast = index === sorted.length - 1
    if (isLast && isAtEnd) return { source, expected }
    source += withEnding(`${around.after}\n\nplain text\n\n`)
  }
  return { source: source + withEnding(document.text.slice(position)), expected }
}

/** A blank line in a container often has no trailing space. */
function writeLine(prefix: string, line: string): string {
  return line === '' ? prefix.trimEnd() : prefix + line
}

/** MDX takes indentation of any width for layout, so a list cannot be told from it here. */
function plainIndent(all: Surroundings[]): Surroundings[] {
  return all.filter(({ before }) => !before.startsWith('10)'))
}

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** Offsets behind the top-level blocks of a document, found by remark; nothing if it cannot. */
function findGaps({ mdx, text }: CorpusDocument): number[] | undefined {
  const processor = unified().use(remarkParse).use(remarkFrontmatter)
  if (mdx) processor.use(remarkMdx)
  try {
    const { children } = processor.parse(text)
    return children.map(({ position }) => position?.end.offset ?? text.length)
  } catch {
    return undefined
  }
}

/** remark-directive knows no code spans in labels and no `=` in a value without quotes. */
function isPortable({ caption, lines }: WrittenFigure): boolean {
  return !caption?.includes('`') && !lines[0]?.includes('?y=z')
}

interface Offset {
  offset?: number | undefined
}

interface Node {
  type: string
  name?: unknown
  children?: Node[]
  position?: { start: Offset; end: Offset } | undefined
}

function collectDirectives(node: Node): { start: number; end: number }[] {
  if (/^(container|leaf)Directive$/.test(node.type) && node.name === 'figure') {
    const { end, start }: { end: Offset; start: Offset } = node.position ?? { start: {}, end: {} }
    return [{ start: start.offset ?? -1, end: end.offset ?? -1 }]
  }
  return node.children?.flatMap(collectDirectives) ?? []
}
