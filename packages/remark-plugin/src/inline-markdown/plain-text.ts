import { decodeCharacterReferences } from '../character-references.js'
import { type CaptionPiece, captionPieces, toCaptionLine } from './caption-pieces.js'

/** What a caption says without its markup: the description of a picture that has no other. */
export function plainText(caption: string): string {
  const line = toCaptionLine(caption)
  return captionPieces(line, { math: true }).map(textOf).join('').replace(/\s+/g, ' ').trim()
}

function textOf({ kind, value }: CaptionPiece): string {
  switch (kind) {
    case 'text':
      return value
    case 'escape':
      return value.slice(1)
    case 'reference':
      return decodeCharacterReferences(value)
    case 'code':
      return value.replace(/^`+ ?| ?`+$/g, '')
    case 'autolink':
    case 'math':
      return value.slice(1, -1)
    case 'html':
    case 'destination':
    case 'title':
      return ''
  }
}
