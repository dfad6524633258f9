import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { type ContentDigest, digestContent } from '../digest.js'
import { FigureError, systemErrorCode } from '../errors.js'
import { nearestName } from '../nearest-name.js'

export interface ProjectFileOptions {
  /** Project root, absolute. */
  root: string
  /** The file, absolute or relative to the root. */
  path: string
  /** Larger files are refused before they are read. */
  maxBytes: number
}

export interface ProjectFile {
  bytes: Uint8Array
  digest: ContentDigest
  /** Absolute, links resolved. */
  realPath: string
  /** The path as named, relative to the root, `/`-separated. */
  relativePath: string
}

/**
 * Reads a file that an author named. Only regular files below the real project root are read: a
 * document from a stranger must not be able to publish, or send to a service, anything else.
 *
 * @throws {FigureError} `file-outside-project`, `file-missing`, `file-not-regular`,
 *   `data-too-large`
 */
export function readProjectFile({ root, path, maxBytes }: ProjectFileOptions): ProjectFile {
  const realRoot = realpathSync(root)
  const absolutePath = resolve(root, path)
  // Names outside the root are refused unseen, so that an answer does not tell what exists there.
  if (!isInside(absolutePath, resolve(root)) && !isInside(absolutePath, realRoot)) {
    throw outside(path)
  }
  const realPath = resolveLinks(absolutePath, path, realRoot)
  if (!isInside(realPath, realRoot)) throw outside(path)
  const bytes = readRegularFile(realPath, path, maxBytes)
  const from = isInside(absolutePath, resolve(root)) ? resolve(root) : realRoot
  const relativePath = relative(from, absolutePath).split(sep).join('/')
  return { bytes, digest: digestContent(bytes), realPath, relativePath }
}

function resolveLinks(absolutePath: string, path: string, realRoot: string): string {
  try {
    return realpathSync(absolutePath)
  } catch (error) {
    throw toReadError(error, path, suggestExisting(absolutePath, realRoot))
  }
}

function readRegularFile(realPath: string, path: string, maxBytes: number): Uint8Array {
  try {
    // Looked at before it is opened: opening a device can already do something.
    checkFacts(statSync(realPath), path, maxBytes)
    // Not blocking, in case a pipe has taken the file's place since: opening one would hang.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
    const descriptor = openSync(realPath, flags)
    try {
      const facts = fstatSync(descriptor)
      checkFacts(facts, path, maxBytes)
      return readUpTo(descriptor, facts.size, path, maxBytes)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw toReadError(error, path, undefined)
  }
}

function checkFacts(facts: Stats, path: string, maxBytes: number): void {
  if (!facts.isFile()) {
    throw new FigureError('file-not-regular', `\`${path}\` is ${kindOf(facts)}, not a file`, {
      hint: 'Name a regular file.',
    })
  }
  if (facts.size > maxBytes) throw tooLarge(path, facts.size, maxBytes)
}

/** Reads to the end even when the file grows meanwhile, but never more than the limit. */
function readUpTo(
  descriptor: number,
  sizeBytes: number,
  path: string,
  maxBytes: number,
): Uint8Array {
  let bytes = Buffer.allocUnsafe(Math.min(sizeBytes, maxBytes) + 1)
  let length = 0
  for (;;) {
    const read = readSync(descriptor, bytes, length, bytes.byteLength - length, null)
    if (read === 0) return bytes.subarray(0, length)
    length += read
    if (length > maxBytes) throw tooLarge(path, length, maxBytes)
    if (length === bytes.byteLength) {
      bytes = Buffer.concat([bytes, Buffer.allocUnsafe(Math.min(length, maxBytes - length) + 1)])
    }
  }
}

function kindOf(facts: Stats): string {
  if (facts.isDirectory()) return 'a folder'
  if (facts.isFIFO()) return 'a pipe'
  if (facts.isSocket()) return 'a socket'
  return 'a device'
}

function outside(path: string): FigureError {
  return new FigureError('file-outside-project', `\`${path}\` is outside the project`, {
    hint: 'Copy the file into the project and name the copy.',
  })
}

function tooLarge(path: string, sizeBytes: number, maxBytes: number): FigureError {
  return new FigureError(
    'data-too-large',
    `\`${path}\` has ${sizeBytes} bytes or more, expected at most ${maxBytes}`,
    { hint: 'Keep only what the figure shows.' },
  )
}

function toReadError(error: unknown, path: string, hint: string | undefined): FigureError {
  if (error instanceof FigureError) return error
  const code = systemErrorCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new FigureError('file-missing', `there is no file \`${path}\``, { cause: error, hint })
  }
  const seen = code === 'EACCES' ? 'permission denied (EACCES)' : (code ?? String(error))
  return new FigureError('file-missing', `cannot read \`${path}\`: ${seen}`, {
    cause: error,
    hint: 'Check that this user may read the file.',
  })
}

/** `Did you mean ...?` for the first part of a path that does not exist. */
function suggestExisting(absolutePath: string, realRoot: string): string | undefined {
  let missing = absolutePath
  for (;;) {
    const folder = dirname(missing)
    if (folder === missing) return undefined
    try {
      // A link may lead out of the project: what lies there is not for an error message.
      const realFolder = realpathSync(folder)
      if (realFolder !== realRoot && !isInside(realFolder, realRoot)) return undefined
      const nearest = nearestName(basename(missing), readdirSync(realFolder))
      return nearest === undefined ? undefined : `Did you mean \`${nearest}\`?`
    } catch {
      missing = folder
    }
  }
}

function isInside(path: string, root: string): boolean {
  const from = relative(root, path)
  return from !== '' && from !== '..' && !from.startsWith(`..${sep}`) && !isAbsolute(from)
}
