import { readFile } from 'node:fs/promises'
import { digestContent } from '../../../digest.js'
import { FigureError } from '../../../errors.js'
import type { FontFile } from '../../../font-file.js'

/**
 * Names a font in the ids of its glyphs, which must be the same in every process: a bundled font by
 * its number, a project's font by the start of its digest.
 */
export type FaceId = string

const bundled = new Map<FaceId, string>([
  ['0', 'Inter-Regular.otf'],
  ['1', 'Inter-SemiBold.otf'],
  ['2', 'DejaVuSans-Symbols.ttf'],
])

/** By name and not from this file, which may have been bundled into another package. */
const packageUrl = import.meta.resolve('@figmill/core/package.json')

export function faceIdOf(font: FontFile): FaceId {
  return font.digest.slice(0, 8)
}

/**
 * The bytes of a font as TrueType or OpenType.
 *
 * @param fonts The project's fonts.
 * @throws {FigureError} `render-failed` when a project's font is gone or is not what it was.
 */
export async function readFontFile(id: FaceId, fonts: readonly FontFile[]): Promise<Uint8Array> {
  const name = bundled.get(id)
  if (name !== undefined) return readFile(new URL(`fonts/${name}`, packageUrl))
  const font = fonts.find((font) => faceIdOf(font) === id)
  if (font === undefined) throw new Error(`no font ${id}`)
  const bytes = await readFile(font.path).catch(() => undefined)
  if (bytes !== undefined && digestContent(bytes) === font.digest) return bytes
  const happened = bytes === undefined ? 'can no longer be read' : 'has changed'
  throw new FigureError(
    'render-failed',
    `The font ${font.path} ${happened} since the build began`,
    {
      hint: 'Build again.',
    },
  )
}
