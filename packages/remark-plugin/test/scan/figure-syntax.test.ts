import { fromMarkdown } from 'mdast-util-from-markdown'
import { expect, test } from 'vitest'
import { figureSyntax } from '../../src/figure-construct.js'
import { scan } from '../../src/scan.js'

test('in an mdast pipeline the same figures become nodes, and prose stays text', () => {
  const source = [
    'At 10:30 ratio 4:3 and a:figure b',
    '',
    '> - :::figure[A]{#a}',
    '>   prompt *not emphasis*',
    '>   :::',
    '',
    ':::note',
    '::figure{#b}',
    ':::',
    '',
    '```figure {#c}',
    'prompt',
    '```',
    '',
  ].join('\n')
  const spans: { start: number | undefined; end: number | undefined }[] = []
  const tree = fromMarkdown(source, {
    extensions: [figureSyntax()],
    mdastExtensions: [
      {
        enter: {
          figureDirective(token) {
            this.enter({ type: 'html', value: '' }, token)
          },
        },
        exit: {
          figureDirective(token) {
            const { position } = this.stack.at(-1) ?? {}
            spans.push({ start: position?.start.offset, end: token.end.offset })
            this.exit(token)
          },
        },
      },
    ],
  })
  expect(spans).toEqual(scan(source, { mdx: false }).directives.map(({ span }) => span))
  expect(spans).toHaveLength(3)
  const text = JSON.stringify(tree)
  expect(text).toContain('At 10:30 ratio 4:3 and a:figure b')
  expect(text).toContain(':::note')
  expect(text).not.toContain('emphasis')
})
