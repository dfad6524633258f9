import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestContent } from '../../../src/digest.js'
import {
  type Figure,
  type FigureContent,
  type InputFile,
  parseFigure,
} from '../../../src/figure.js'
import { memoryFolder } from '../../engine/memory-folder.js'

/** As an author writes them: all values are text. */
export type Attributes = Readonly<Record<string, string>>

/** A figure as its author writes it. */
export function writtenFigure(
  provider: string,
  attributes: Attributes,
  content: FigureContent,
): Figure {
  const { figure, problems } = parseFigure({ provider, ...attributes }, content)
  if (figure === undefined) throw new Error(problems.map(({ message }) => message).join('; '))
  return figure
}

/** A file of the project, really there until the test ends. */
export function writtenFile(name: string, bytes: Uint8Array, mediaType: string): InputFile {
  const path = join(memoryFolder(), name)
  writeFileSync(path, bytes)
  return { path, digest: digestContent(bytes), sizeBytes: bytes.byteLength, mediaType }
}
