import fc from 'fast-check'

/** A figure as a test writes it, and what a scan must read from it. */
export interface WrittenFigure {
  lines: string[]
  form: 'leaf' | 'container' | 'fence'
  caption: string | undefined
  attributes: { name: string; value: string }[]
  prompt: string | undefined
  data: string | undefined
}

const captions = [
  'Accuracy on *ImageNet*.',
  'a [b [c]] d',
  'escaped \\] and \\[',
  'code `]` and ``[`[``',
  '图 🦊 שלום',
  'a{b}c',
  '',
]
const values = ['plot', '4:3', './a/b.csv', 'https://example.org/x?y=z', 'größe', '🦊']
const quotedValues = [...values, 'two words', '}', '{"a": [1, 2]}', 'C:\\new\\', "it's", '', '  ']
const promptLines = [
  'Bar chart, with value labels.',
  '- a list item',
  '1. first',
  '> a quote',
  '# heading',
  '| a | b |',
  '***',
  '<Tab>{value}</Tab> a<b',
  'At 10:30, ratio 4:3 and a:figure[b]',
  '    indented',
  '  trailing spaces  ',
  'مرحبا 🦊 图',
  '[ref]: https://example.org',
  '\\:::figure',
  '{/* not a comment */}',
  '',
]
const dataLines = ['{"a": [1, 2]}', 'a,b', '  nested: 1', '- 2', '', '> 3', '# 4', '**5**']

const trimmedLines = (lines: string[]) =>
  fc.array(fc.constantFrom(...lines), { maxLength: 5 }).map((taken) => {
    const isFilled = (line: string) => line.trim() !== ''
    const first = taken.findIndex(isFilled)
    return first === -1 ? [] : taken.slice(first, taken.findLastIndex(isFilled) + 1)
  })

const attribute = fc.oneof(
  fc.record({ value: fc.constantFrom(...values), quote: fc.constant('') }),
  fc
    .record({ value: fc.constantFrom(...quotedValues), quote: fc.constant('"') })
    .filter(({ value }) => !value.includes('"')),
  fc
    .record({ value: fc.constantFrom(...quotedValues), quote: fc.constant("'") })
    .filter(({ value }) => !value.includes("'")),
)

/** @param id Distinguishes the figures of one document. */
export function writtenFigure(id: string): fc.Arbitrary<WrittenFigure> {
  return fc
    .record({
      form: fc.constantFrom('leaf', 'container', 'fence'),
      size: fc.integer({ min: 3, max: 5 }),
      caption: fc.option(fc.constantFrom(...captions), { nil: undefined }),
      attributes: fc.dictionary(
        fc.constantFrom('alt', 'task', 'data-x', 'xml:y', 'z.1'),
        attribute,
      ),
      prompt: trimmedLines(promptLines),
      data: fc.option(fc.array(fc.constantFrom(...dataLines), { maxLength: 4 }), {
        nil: undefined,
      }),
      isDataFirst: fc.boolean(),
    })
    .map(({ attributes, caption, data, form, isDataFirst, prompt, size }): WrittenFigure => {
      const list = Object.entries(attributes)
      const inBraces = [
        `#${id}`,
        ...list.map(([name, { quote, value }]) => `${name}=${quote}${value}${quote}`),
      ].join(' ')
      const head = `figure${caption === undefined ? '' : `[${caption}]`}{${inBraces}}`
      const fence = data === undefined ? [] : ['```json data', ...data, '```']
      const body = isDataFirst ? [...fence, ...prompt] : [...prompt, ...fence]
      const marker = form === 'fence' ? '~' : ':'
      const isLeaf = form === 'leaf'
      return {
        form,
        lines: isLeaf
          ? [`::${head}`]
          : [`${marker.repeat(size)}${head}`, ...body, marker.repeat(size)],
        caption,
        attributes: [
          { name: 'id', value: id },
          ...list.map(([name, { value }]) => ({ name, value })),
        ],
        prompt: isLeaf || prompt.length === 0 ? undefined : prompt.join('\n'),
        data: isLeaf ? undefined : data?.join('\n'),
      }
    })
}

/** What can stand around a figure: text before it, and what its lines start with. */
export interface Surroundings {
  before: string
  /** In front of the first line. */
  first: string
  /** In front of the other lines. */
  rest: string
  after: string
}

export const markdownSurroundings: Surroundings[] = [
  { before: '', first: '', rest: '', after: '' },
  { before: 'A paragraph\n', first: '', rest: '', after: '\nmore text' },
  { before: '| a | b |\n| - | - |\n| 1 | 2 |\n', first: '', rest: '', after: '\n| 3 | 4 |' },
  { before: '# Heading\n', first: '   ', rest: '   ', after: '\n***' },
  { before: '', first: '- ', rest: '  ', after: '\n- next' },
  { before: '- item\n\n', first: '  ', rest: '  ', after: '\n\n  more' },
  { before: '1. item\n', first: '   ', rest: '   ', after: '\n2. next' },
  { before: '- a\n  - b\n\n', first: '    ', rest: '    ', after: '' },
  { before: '10) a\n    * b\n\n', first: '      ', rest: '      ', after: '' },
  { before: '-\titem\n\n', first: '\t', rest: '\t', after: '' },
  { before: '', first: '-\t', rest: '\t', after: '' },
  { before: '', first: '> ', rest: '> ', after: '\n> more' },
  { before: '> text\n', first: '> > ', rest: '> > ', after: '\n>\n> text' },
  { before: '> lazy\n', first: '', rest: '', after: '\ntext' },
  { before: '> - a\n>\n', first: '>   ', rest: '>   ', after: '\n>\n> text' },
  { before: '- a\n\n', first: '  > ', rest: '  > ', after: '\n\n  text' },
  { before: ':::note\n', first: '', rest: '', after: '\n:::' },
  { before: '- ```js\n  code\n  ```\n\n', first: '  ', rest: '  ', after: '' },
  { before: '```js\n:::figure\n```\n', first: '', rest: '', after: '\n```js\n```' },
]

export const mdxSurroundings: Surroundings[] = [
  { before: '<Tabs>\n  <Tab>\n', first: '    ', rest: '    ', after: '\n  </Tab>\n</Tabs>' },
  { before: '<Tab>\n', first: '\t', rest: '\t', after: '\n</Tab>' },
  { before: '{/* ::figure */}\n', first: '      ', rest: '      ', after: '\n{/*\n::figure\n*/}' },
  { before: '- <Tab>\n\n', first: '      ', rest: '      ', after: '\n\n  </Tab>' },
]

const snippets = [
  ...[':::', '::', '::::', ':', '```', '~~~', '````', 'figure', 'figures', ':::figure', '::figure'],
  ...['::::figures', '```figure', '[', ']', '{', '}', '{#a}', '{#b .c k=v q="x"}', '[A]', '#', '.'],
  ...['=', '"', "'", '\\', '`', '&quot;', '\n', '\n', '\n\n', '\r\n', '\r', ' ', '    ', '\t'],
  ...['> ', '- ', '1. ', '  ', '* ', '10) ', '---', '---\n', '===\n', '<!--', '-->', '{/*', '*/}'],
  ...['<div>', '</div>', '<pre>', '<script>', '<Tab>', '<?', '?>', '</pre>', '</script>', '# h'],
  ...['json data', 'text context', 'vega-lite', 'data', 'note', 'text', '| a | b |', '[x]: y'],
  ...['\0', '\uFEFF', '🦊', 'שלום', '\u2028', '\uD800'],
]

/** Texts made of what the grammar is made of, in any order. */
export const soup: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...snippets), { maxLength: 60 })
  .map((parts) => parts.join(''))

const lineSnippets = [
  ...['', '', 'text', '# heading', ':::figure', ':::figure[A]{#a}', '::figure{#b}', '::::figures'],
  ...[':::', '::::', '```', '```js', '```json data', '````', '~~~', '```figure {#c}', '~~~figure'],
  ...['<div>', '</div>', '<!--', '-->', '<pre>', '</pre>', '<Tab>', '{/*', '*/}', '{/* x */}'],
  ...[':::note', '| a | b |', '| - | - |', '===', '---', '[x]: y', '"title"', '::: figure[x]'],
]
const prefixes = [
  '',
  '',
  '',
  ' ',
  '  ',
  '   ',
  '    ',
  '\t',
  '> ',
  '>',
  '- ',
  '1. ',
  '> - ',
  '- > ',
]

/** Texts of lines that start and end blocks, in and out of containers. */
export const blockSoup: fc.Arbitrary<string> = fc
  .record({
    lines: fc.array(
      fc
        .tuple(fc.constantFrom(...prefixes), fc.constantFrom(...lineSnippets))
        .map((parts) => parts.join('')),
      { maxLength: 30 },
    ),
    ending: fc.constantFrom('\n', '\n', '\r\n'),
  })
  .map(({ ending, lines }) => lines.join(ending))
