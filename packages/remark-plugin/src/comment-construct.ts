import type { Extension } from 'micromark-util-types'
import { createLinesConstruct, type LineReader } from './lines-construct.js'

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    figureComment: 'figureComment'
    figureCommentLine: 'figureCommentLine'
  }
  interface Token {
    /** Whether the comment runs to the end of its container because nothing closes it. */
    _isUnclosedComment?: boolean
  }
}

export interface CommentReader extends LineReader {
  isOpen: boolean
}

/** What starts a comment, and what ends it. */
const comments = [
  { opening: /\{[ \t]*\/\*/g, closing: /\*\/[ \t]*\}?/g },
  { opening: /<!--/g, closing: /-->/g },
] as const
type Comment = (typeof comments)[number]

/**
 * Comments in MDX that start a line: nothing inside them is a figure, because an author who
 * comments a figure out must not pay for it. HTML comments are included: Docusaurus allows them.
 */
const commentConstruct = createLinesConstruct<CommentReader>({
  type: 'figureComment',
  lineType: 'figureCommentLine',
  begin(text) {
    if (!startsComment(text)) return undefined
    const reader = createCommentReader()
    const isClosed = reader.add(text)
    return { reader, isClosed }
  },
  end(token, reader) {
    if (reader.isOpen) token._isUnclosedComment = true
  },
})

const leftBrace = 123
const lessThan = 60

/** micromark extension that recognises comments; for `scan` of MDX only. */
export function commentSyntax(): Extension {
  return { flow: { [leftBrace]: commentConstruct, [lessThan]: commentConstruct } }
}

export function startsComment(text: string): boolean {
  return comments.some(({ opening }) => text.search(opening) === 0)
}

export function createCommentReader(): CommentReader {
  let current: Comment | undefined
  return {
    get isOpen() {
      return current !== undefined
    },
    add(text) {
      let from = 0
      while (true) {
        const next = current === undefined ? findOpening(text, from) : undefined
        if (next !== undefined) {
          current = next.comment
          from = next.end
        }
        if (current === undefined) return true
        const end = findEnd(current.closing, text, from)
        if (end === undefined) return false
        current = undefined
        from = end
      }
    },
  }
}

function findOpening(text: string, from: number): { comment: Comment; end: number } | undefined {
  const found = comments.flatMap((comment) => {
    const end = findEnd(comment.opening, text, from)
    return end === undefined ? [] : [{ comment, end }]
  })
  return found.sort((left, right) => left.end - right.end)[0]
}

function findEnd(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from
  const match = pattern.exec(text)
  return match === null ? undefined : match.index + match[0].length
}
