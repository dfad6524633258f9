import { describe, expect, test } from 'vitest'
import { mayHaveFigures } from '../../src/prefilter.js'
import { scan } from '../../src/scan.js'
import { corpusMissing, readCorpus } from './corpus.js'
import { figureTokens } from './figure-tokens.js'

const documents = readCorpus()

describe.skipIf(corpusMissing)(
  `real documents${corpusMissing ? ` (${corpusMissing})` : ''}`,
  () => {
    test('there are enough of them', () => {
      expect(documents.length).toBeGreaterThanOrEqual(100)
    })

    test('hold no figures and no problems', () => {
      for (const { mdx, name, text } of documents) {
        const { directives, problems } = scan(text, { mdx })
        expect({ name, directives, problems }).toEqual({ name, directives: [], problems: [] })
        expect({ name, tokens: figureTokens(text, mdx) }).toEqual({ name, tokens: [] })
      }
    })

    test('pass the prefilter when a figure stands at their end', () => {
      for (const { text } of documents) {
        for (const figure of [
          '::figure',
          '::: figure[x]',
          '```figure\n```',
          '~~~~ \tfigure\n~~~~',
        ]) {
          expect(mayHaveFigures(`${text}\n\n${figure}`)).toBe(true)
          expect(mayHaveFigures(Buffer.from(`${text}\n\n${figure}`))).toBe(true)
        }
      }
    })

    test('are mostly stopped by the prefilter', () => {
      const passed = documents.filter(({ text }) => mayHaveFigures(text))
      expect(passed.map(({ name }) => name)).toEqual([])
    })
  },
)
