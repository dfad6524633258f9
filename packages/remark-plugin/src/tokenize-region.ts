import { parse, preprocess } from 'micromark'
import type { Extension, ParseContext, TokenizeContext } from 'micromark-util-types'
import type { Block } from './block-tracker.js'
import { commentSyntax } from './comment-construct.js'
import { figureSyntax } from './figure-construct.js'
import type { LineRange } from './lines-construct.js'

/** What a document holds, as far as figures go. Offsets count from the start of its Markdown. */
export interface FoundBlocks {
  figures: { block: Block; lines: LineRange[] }[]
  /** Comments that nothing closes, up to where their container ends. */
  unclosedComments: LineRange[]
}

/** What MDX turns off in Markdown; JSX and expressions themselves are not parsed. */
const mdxDifferences: Extension = {
  disable: { null: ['autolink', 'codeIndented', 'htmlFlow', 'htmlText'] },
}

export function createParser(mdx: boolean): ParseContext {
  const figures = figureSyntax()
  return parse({ extensions: mdx ? [figures, commentSyntax(), mdxDifferences] : [figures] })
}

/**
 * Tokenizes the document and flow of a part of a text with micromark, and nothing inside the flow.
 *
 * @param start Offset of a line at which no block and no container is open.
 * @param findStop Offset of the next line, after the given offset, at which tokenizing may end
 *   unless a code block or the like is still open there; nothing when there is none.
 * @returns Offset at which it did end.
 */
export function tokenizeRegion(
  parser: ParseContext,
  text: string,
  start: number,
  findStop: (offset: number) => number | undefined,
  found: FoundBlocks,
): number {
  // Lines of different regions must not share a number, because the parser remembers the lazy ones.
  const document = parser.document({ line: start + 1, column: 1, offset: start })
  const toChunks = preprocess()
  // What `preprocess` drops at the start of a text is no byte order mark here.
  toChunks('')
  let end = start
  do {
    const stop = findStop(end) ?? text.length
    document.write(toChunks(text.slice(end, stop)))
    end = stop
  } while (end < text.length && isInsideBlock(document))
  collectBlocks(document.write(toChunks('', undefined, true)), found)
  return end
}

function isInsideBlock(document: TokenizeContext): boolean {
  const last = document.events.findLast(([, { type }]) => type === 'chunkFlow')
  return last?.[1]._tokenizer?.currentConstruct !== undefined
}

function collectBlocks(events: TokenizeContext['events'], found: FoundBlocks): void {
  let previous: TokenizeContext | undefined
  for (const [, { _tokenizer: flow }] of events) {
    // Each line of a flow carries the tokenizer of the whole.
    if (flow === undefined || flow === previous) continue
    previous = flow
    for (const [kind, { _figure, _isUnclosedComment, end, start }] of flow.events) {
      if (kind !== 'enter') continue
      if (_figure !== undefined) found.figures.push(_figure)
      if (_isUnclosedComment) found.unclosedComments.push({ start: start.offset, end: end.offset })
    }
  }
}
