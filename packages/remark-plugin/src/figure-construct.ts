import type { Extension } from 'micromark-util-types'
import { type Block, type BlockTracker, createBlockTracker } from './block-tracker.js'
import { createLinesConstruct, type LineRange } from './lines-construct.js'
import { matchOpening } from './opening.js'

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    /** A figure or group of figures, from its first marker to the end of its last line. */
    figureDirective: 'figureDirective'
    figureDirectiveLine: 'figureDirectiveLine'
  }
  interface Token {
    _figure?: { block: Block; lines: LineRange[] }
  }
}

/**
 * Flow construct for `figure` and `figures` and nothing else: `:::note`, `10:30`, text directives
 * and other languages' code blocks stay what they are.
 */
export const figureConstruct = createLinesConstruct<BlockTracker>({
  type: 'figureDirective',
  lineType: 'figureDirectiveLine',
  begin(text, indent, hasIndentedCode) {
    const opening = matchOpening(text, 0)
    if (opening === undefined) return undefined
    const reader = createBlockTracker(opening, indent, hasIndentedCode)
    return { reader, isClosed: reader.root.isClosed }
  },
  end(token, reader, lines) {
    token._figure = { block: reader.root, lines }
  },
})

const colon = 58
const backtick = 96
const tilde = 126

/** micromark extension that recognises figures; for `scan` and for unified pipelines. */
export function figureSyntax(): Extension {
  return {
    flow: { [colon]: figureConstruct, [backtick]: figureConstruct, [tilde]: figureConstruct },
  }
}
