import { markdownLineEnding } from 'micromark-util-character'
import type {
  Code,
  Construct,
  Effects,
  State,
  Token,
  TokenizeContext,
  TokenType,
} from 'micromark-util-types'

/** A line of the document without the markers of the containers it stands in. */
export interface LineRange {
  /** Offset in the text that was parsed, the byte order mark not counted. */
  start: number
  /** Offset of the line ending. */
  end: number
}

/** Decides, line by line, where a block ends. */
export interface LineReader {
  /** Takes the next line; `true` when the block ends with it. */
  add(text: string): boolean
}

interface LinesConstructOptions<Reader extends LineReader> {
  type: TokenType
  lineType: TokenType
  /**
   * Looks at the first line, which starts at the marker.
   *
   * @param indent Columns in front of the marker.
   * @returns What reads the following lines, and whether there are any; nothing when the line
   *   does not start such a block.
   */
  begin(
    text: string,
    indent: number,
    hasIndentedCode: boolean,
  ): { reader: Reader; isClosed: boolean } | undefined
  /** Called when the block is complete. */
  end(token: Token, reader: Reader, lines: LineRange[]): void
}

const nonLazyLine: Construct = { partial: true, tokenize: tokenizeNonLazyLine }

/**
 * Creates a construct for a block that consists of whole lines and is not Markdown inside. It ends
 * where `reader` says so, or with the container (quote, list item) or document it is in.
 */
export function createLinesConstruct<Reader extends LineReader>(
  options: LinesConstructOptions<Reader>,
): Construct {
  return { concrete: true, tokenize }

  function tokenize(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
    const self = this
    const tail = self.events.at(-1)
    const indent =
      tail?.[1].type === 'linePrefix' ? tail[2].sliceSerialize(tail[1], true).length : 0
    const hasIndentedCode = !self.parser.constructs.disable.null?.includes('codeIndented')
    const lines: LineRange[] = []
    let token: Token
    let reader: Reader | undefined
    return start

    function start(code: Code): State | undefined {
      token = effects.enter(options.type)
      return atLineStart(code)
    }

    function atLineStart(code: Code): State | undefined {
      if (code === null) return finish(code)
      if (markdownLineEnding(code)) {
        const { offset } = self.now()
        return atLineEnd(code, '', { start: offset, end: offset })
      }
      effects.enter(options.lineType)
      return inLine(code)
    }

    function inLine(code: Code): State | undefined {
      if (code === null || markdownLineEnding(code)) {
        const line = effects.exit(options.lineType)
        const range = { start: line.start.offset, end: line.end.offset }
        return atLineEnd(code, self.sliceSerialize(line), range)
      }
      effects.consume(code)
      return inLine
    }

    function atLineEnd(code: Code, text: string, range: LineRange): State | undefined {
      lines.push(range)
      let isClosed: boolean
      if (reader === undefined) {
        const beginning = options.begin(text, indent, hasIndentedCode)
        if (beginning === undefined) return nok(code)
        reader = beginning.reader
        isClosed = beginning.isClosed
      } else {
        isClosed = reader.add(text)
      }
      // A paragraph only asks whether the block interrupts it.
      if (isClosed || code === null || self.interrupt) return finish(code)
      return effects.attempt(nonLazyLine, atLineStart, finish)(code)
    }

    function finish(code: Code): State | undefined {
      effects.exit(options.type)
      if (reader !== undefined) options.end(token, reader, lines)
      return ok(code)
    }
  }
}

/** Goes to the next line unless that line has left the container. */
function tokenizeNonLazyLine(
  this: TokenizeContext,
  effects: Effects,
  ok: State,
  nok: State,
): State {
  return (code) => {
    effects.enter('lineEnding')
    effects.consume(code)
    effects.exit('lineEnding')
    return (next) => (this.parser.lazy[this.now().line] ? nok(next) : ok(next))
  }
}
