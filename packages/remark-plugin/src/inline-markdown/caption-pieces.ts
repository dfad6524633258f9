import { parse, postprocess, preprocess } from 'micromark'
import { toOneLine } from '../one-line.js'
import { type CaptionSyntax, captionSyntax } from './caption-syntax.js'

/** A stretch of a caption that one rule of a flavour covers; markers lie between the pieces. */
export interface CaptionPiece {
  kind:
    | 'text'
    | 'escape'
    | 'reference'
    | 'code'
    | 'html'
    | 'autolink'
    | 'destination'
    | 'title'
    | 'math'
  value: string
  start: number
  end: number
  /** Inside the description of an image, where only plain text survives. */
  inImage: boolean
}

const kindOfToken: Record<string, CaptionPiece['kind']> = {
  data: 'text',
  characterEscape: 'escape',
  characterReference: 'reference',
  codeText: 'code',
  htmlText: 'html',
  autolink: 'autolink',
  resourceDestinationString: 'destination',
  resourceTitleString: 'title',
  captionMath: 'math',
}

/** A caption on one line. Hard breaks become spaces: few flavours have them in a caption. */
export function toCaptionLine(caption: string): string {
  return toOneLine(
    caption.replaceAll('\uFEFF', '').replace(/(?<!\\)((?:\\\\)*)\\(?=[ \t]*[\r\n])/g, '$1'),
  )
}

/** Cuts a caption line, as micromark reads it, into pieces in source order. */
export function captionPieces(line: string, syntax: CaptionSyntax): CaptionPiece[] {
  const tokenizer = parse({ extensions: [captionSyntax(syntax)] }).document()
  const events = postprocess(tokenizer.write(preprocess()(line, undefined, true)))
  const pieces: CaptionPiece[] = []
  let insidePieceUntil = 0
  let imageDepth = 0
  for (const [direction, token] of events) {
    if (token.type === 'image') imageDepth += direction === 'enter' ? 1 : -1
    const kind = kindOfToken[token.type]
    const start = token.start.offset
    const end = token.end.offset
    if (direction === 'exit' || kind === undefined || start < insidePieceUntil || end === start) {
      continue
    }
    insidePieceUntil = end
    const value = line.slice(start, end)
    const last = pieces.at(-1)
    if (kind === 'text' && last?.kind === 'text' && last.end === start) {
      last.value += value
      last.end = end
    } else {
      pieces.push({ kind, value, start, end, inImage: imageDepth > 0 })
    }
  }
  return pieces
}

/** Rebuilds a caption with each piece replaced, everything between them kept. */
export function mapPieces(
  line: string,
  pieces: readonly CaptionPiece[],
  toText: (piece: CaptionPiece, index: number) => string,
): string {
  let result = ''
  let end = 0
  for (const [index, piece] of pieces.entries()) {
    result += line.slice(end, piece.start) + toText(piece, index)
    end = piece.end
  }
  return result + line.slice(end)
}
