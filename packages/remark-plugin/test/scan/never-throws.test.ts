import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findBlocks } from '../../src/find-blocks.js'
import { mayHaveFigures } from '../../src/prefilter.js'
import { scan } from '../../src/scan.js'
import { blockSoup, soup } from './arbitraries.js'
import { checkResult } from './check-result.js'
import { readCorpus } from './corpus.js'
import { findBlocksSlowly } from './figure-tokens.js'

const texts = fc.oneof(fc.string({ unit: 'binary' }), soup, blockSoup)

test('a scan never throws, and its offsets are inside the text', () => {
  fc.assert(
    fc.property(texts, fc.boolean(), (text, mdx) => checkResult(text, scan(text, { mdx }))),
    { numRuns: 3_000 },
  )
})

test('thousands of open directives are reported, not nested until the stack ends', () => {
  for (const line of [':::figure{#a}', '::::figures', '- :::figure', '> :::figures', '```figure']) {
    const text = `${line}\n`.repeat(5_000)
    const result = scan(text, { mdx: false })
    checkResult(text, result)
    expect(result.problems.map(({ code }) => code)).toContain('directive-unclosed')
  }
})

test('the prefilter never stops a document in which something would be found', () => {
  fc.assert(
    fc.property(texts, fc.boolean(), (text, mdx) => {
      if (findBlocksSlowly(text, mdx).figures.length === 0) return
      expect(mayHaveFigures(text)).toBe(true)
      expect(mayHaveFigures(Buffer.from(text))).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test('leaving out parts for speed finds what micromark finds in the whole', () => {
  fc.assert(
    fc.property(texts, fc.boolean(), (text, mdx) => {
      expect(visible(findBlocks(text, mdx), text)).toEqual(
        visible(findBlocksSlowly(text, mdx), text),
      )
    }),
    { numRuns: 10_000 },
  )
})

test('a damaged real document never makes a scan throw', () => {
  const documents = readCorpus(20)
  if (documents.length === 0) documents.push({ name: 'own', mdx: false, text: '# Title\n\ntext\n' })
  fc.assert(
    fc.property(
      fc.constantFrom(...documents),
      fc.array(fc.record({ at: fc.nat(), length: fc.nat(40), insert: soup }), { maxLength: 6 }),
      ({ mdx, text }, cuts) => {
        let damaged = text
        for (const { at, insert, length } of cuts) {
          const start = at % (damaged.length + 1)
          damaged = damaged.slice(0, start) + insert + damaged.slice(start + length)
        }
        checkResult(damaged, scan(damaged, { mdx }))
        expect(visible(findBlocks(damaged, mdx), damaged)).toEqual(
          visible(findBlocksSlowly(damaged, mdx), damaged),
        )
      },
    ),
    { numRuns: 400 },
  )
})

/** An unclosed comment matters only when it hides a figure. */
function visible(found: ReturnType<typeof findBlocks>, text: string): unknown {
  return {
    figures: found.figures,
    unclosedComments: found.unclosedComments
      .filter(({ end, start }) => mayHaveFigures(text.slice(start, end)))
      .map(({ start }) => start),
  }
}
