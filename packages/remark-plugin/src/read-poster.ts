import { posix } from 'node:path'
import {
  FigureError,
  identifyPicture,
  type Place,
  type Problem,
  readProjectFile,
  toProblem,
} from '@figmill/core'
import type { AttributeLayer } from './attribute-layers.js'
import type { VideoPoster } from './document-figure.js'
import type { DocumentInput } from './read-content.js'
import { readOrigin } from './read-origin.js'

/** Many times what is shown while nothing plays. */
const mostBytes = 20 * 2 ** 20

export interface PosterReading {
  poster: VideoPoster | undefined
  inputs: DocumentInput[]
  problems: Problem[]
}

/** Reads `poster="still.png"`, a file beside the document, and `poster="#id"`, another figure. */
export function readPoster(
  attributes: AttributeLayer,
  documentPath: string,
  root: string,
  figurePlace: Place,
): PosterReading {
  const attribute = attributes.get('poster')
  if (attribute === undefined) return { poster: undefined, inputs: [], problems: [] }
  const { place = figurePlace, value } = attribute
  if (value.includes('#')) {
    const { from, problems } = readOrigin(attributes, documentPath, figurePlace, 'poster')
    return { poster: from && { from }, inputs: [], problems }
  }
  const path = posix.join(posix.dirname(documentPath), value)
  try {
    const { bytes, digest } = readProjectFile({ root, path, maxBytes: mostBytes })
    const seen = identifyPicture(bytes)
    if (!('width' in seen)) {
      throw new FigureError('artifact-invalid', `it is ${seen.mediaType}, expected pixels`)
    }
    return { poster: { file: { ...seen, bytes } }, inputs: [{ path, digest }], problems: [] }
  } catch (error) {
    if (!(error instanceof FigureError)) throw error
    const problem = toProblem(error, place)
    const wrong: Problem =
      problem.code === 'artifact-invalid'
        ? {
            ...problem,
            code: 'attribute-invalid',
            message: `\`${value}\` cannot be a poster: ${problem.message}`,
            hint: 'Name a PNG, JPEG or WebP, or a figure: `poster="#id"`.',
          }
        : problem
    return { poster: undefined, inputs: [], problems: [wrong] }
  }
}
