import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { FigureError } from '../errors.js'
import { type ProjectFile, readProjectFile } from '../files/project-file.js'
import type { FontFile } from '../font-file.js'

/** The largest fonts, with all of Chinese, have a third of it. */
const maxFontBytes = 64 * 1024 * 1024

/**
 * A font that a configuration names.
 *
 * @param root Project root, absolute.
 * @param name A file of the project, relative to its root, or a file of an installed npm package:
 *   `fonts/NotoSansJP-Regular.otf`, `@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf`.
 * @throws {FigureError} `config-invalid` for what is no font text can be set in, or as
 *   `readProjectFile` does.
 */
export function readFont(root: string, name: string): FontFile {
  const installed = findInPackage(root, name)
  const path = installed ?? resolve(root, name)
  const file =
    installed === undefined
      ? readFromProject(root, name)
      : readProjectFile({ root: dirname(path), path, maxBytes: maxFontBytes })
  checkFont(file.bytes)
  return { path, digest: file.digest }
}

function findInPackage(root: string, name: string): string | undefined {
  if (/^(?:[./\\]|[a-z]:)/i.test(name) || existsSync(join(root, name))) return undefined
  try {
    return createRequire(join(root, 'package.json')).resolve(name)
  } catch {
    return undefined
  }
}

function readFromProject(root: string, name: string): ProjectFile {
  try {
    return readProjectFile({ root, path: name, maxBytes: maxFontBytes })
  } catch (error) {
    if (!(error instanceof FigureError) || error.code !== 'file-missing' || error.hint) throw error
    throw new FigureError(error.code, error.message, {
      cause: error,
      hint: 'Name a file of the project, relative to its configuration, or install the npm package it is in.',
    })
  }
}

/** What files start with that are taken for fonts and cannot be used as one. */
const otherFormats: Record<string, [kind: string, hint: string]> = {
  wOFF: ['a WOFF web font', 'Name the `.otf` or `.ttf` file it was made from.'],
  wOF2: ['a WOFF2 web font', 'Name the `.otf` or `.ttf` file it was made from.'],
  ttcf: ['a collection of fonts', 'Take the one font out of it, and name that file.'],
}

/**
 * Refuses when the configuration is read what would be drawn as nothing, without a word. Only the
 * table directory is looked at.
 */
function checkFont(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tagAt = (offset: number) =>
    Buffer.from(bytes.subarray(offset, offset + 4)).toString('latin1')
  const magic = tagAt(0)
  if (!['\0\x01\0\0', 'OTTO', 'true'].includes(magic)) {
    const [kind, hint] = otherFormats[magic] ?? ['no font', 'Name an `.otf` or `.ttf` file.']
    throw invalid(
      `it is ${kind} (it starts with ${JSON.stringify(magic)}), expected OpenType or TrueType`,
      hint,
    )
  }
  const tables = new Set<string>()
  for (let index = 0; bytes.byteLength >= 12 && index < view.getUint16(4); index++) {
    const entry = 12 + index * 16
    const fits = entry + 16 <= bytes.byteLength
    if (!fits || view.getUint32(entry + 8) + view.getUint32(entry + 12) > bytes.byteLength) {
      throw invalid('the file is cut off', 'Download or copy it again.')
    }
    tables.add(tagAt(entry))
  }
  const hasOutlines = ['glyf', 'CFF ', 'CFF2'].some((table) => tables.has(table))
  if (hasOutlines && tables.has('cmap')) return
  throw invalid(
    'it has no outlines of letters, as fonts of coloured pictures have none',
    'Name a font of plain letters.',
  )
}

function invalid(message: string, hint: string): FigureError {
  return new FigureError('config-invalid', message, { hint })
}
