import type { LineRange } from '../../src/lines-construct.js'
import { createParser, type FoundBlocks, tokenizeRegion } from '../../src/tokenize-region.js'

/** All that micromark finds when it tokenizes a whole text, with nothing left out for speed. */
export function findBlocksSlowly(text: string, mdx: boolean): FoundBlocks {
  const found: FoundBlocks = { figures: [], unclosedComments: [] }
  tokenizeRegion(createParser(mdx), text, 0, () => undefined, found)
  return found
}

/** Lines of each figure in a text. */
export function figureTokens(text: string, mdx: boolean): LineRange[][] {
  return findBlocksSlowly(text, mdx).figures.map(({ lines }) => lines)
}
