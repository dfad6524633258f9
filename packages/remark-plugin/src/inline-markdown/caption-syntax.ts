import { unicodeWhitespace } from 'micromark-util-character'
import type { Code, Effects, Extension, State, TokenizeContext } from 'micromark-util-types'

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    captionMath: 'captionMath'
    captionMathData: 'captionMathData'
  }
}

/** How the text around a caption reads it. */
export interface CaptionSyntax {
  /** `<` is a character: in `.mdx` a caption holds no HTML. */
  mdx?: boolean | undefined
  /** `$x$` is math. */
  math?: boolean | undefined
}

/** Everything that could make a caption something other than one paragraph. */
const blockConstructs = [
  'blockQuote',
  'codeFenced',
  'codeIndented',
  'definition',
  'headingAtx',
  'htmlFlow',
  'list',
  'setextUnderline',
  'thematicBreak',
]

/** A micromark extension under which any text is one paragraph of inline Markdown. */
export function captionSyntax({ mdx = false, math = false }: CaptionSyntax): Extension {
  return {
    disable: { null: mdx ? [...blockConstructs, 'htmlText'] : blockConstructs },
    ...(math ? { text: { [dollar]: { name: 'captionMath', tokenize: tokenizeMath } } } : {}),
  }
}

const dollar = 36
const backslash = 92

/** Math by pandoc's rule: no space inside either `$`, no digit after the closing one. */
function tokenizeMath(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  let previous: Code = null
  return start

  function start(code: Code): State | undefined {
    effects.enter('captionMath')
    effects.enter('captionMathData')
    effects.consume(code)
    return first
  }
  function first(code: Code): State | undefined {
    return unicodeWhitespace(code) || code === dollar ? nok(code) : inside(code)
  }
  function inside(code: Code): State | undefined {
    if (code === null || code < 0) return nok(code)
    if (code === dollar) {
      if (unicodeWhitespace(previous)) return nok(code)
      effects.consume(code)
      effects.exit('captionMathData')
      effects.exit('captionMath')
      return after
    }
    effects.consume(code)
    previous = code
    return code === backslash ? escaped : inside
  }
  function escaped(code: Code): State | undefined {
    if (code !== dollar && code !== backslash) return inside(code)
    effects.consume(code)
    previous = code
    return inside
  }
  function after(code: Code): State | undefined {
    return code !== null && code >= 48 && code <= 57 ? nok(code) : ok(code)
  }
}
