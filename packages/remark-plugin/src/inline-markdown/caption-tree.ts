import type { Literal, PhrasingContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toCaptionLine } from './caption-pieces.js'
import { type CaptionSyntax, captionSyntax } from './caption-syntax.js'

/** `$x$` with its dollars. */
export interface CaptionMath extends Literal {
  type: 'captionMath'
}

declare module 'mdast' {
  interface PhrasingContentMap {
    captionMath: CaptionMath
  }
  interface RootContentMap {
    captionMath: CaptionMath
  }
}

/** A caption as mdast: no references, since a caption has no definitions, and no blocks. */
export function captionTree(caption: string, syntax: CaptionSyntax): PhrasingContent[] {
  const { children } = fromMarkdown(toCaptionLine(caption), {
    extensions: [captionSyntax(syntax)],
    mdastExtensions: [
      {
        enter: {
          captionMath(token) {
            this.enter({ type: 'captionMath', value: this.sliceSerialize(token) }, token)
          },
        },
        exit: {
          captionMath(token) {
            this.exit(token)
          },
        },
      },
    ],
  })
  return children.flatMap((child) => (child.type === 'paragraph' ? child.children : []))
}
