import { readFileSync, statSync } from 'node:fs'
import { type Content, type ContentOptions, findContent } from './content.js'

/**
 * What the file system looked like after a build that left nothing to do: if all of it still
 * looks the same, there is nothing to do now either. Only `node:fs` is needed to tell.
 */
export interface Snapshot {
  /** What was built, with which configuration and by which version; compared as a whole. */
  identity: string
  /** How the documents were found. */
  search: Omit<ContentOptions, 'root'>
  /** Documents, in the order they were found. */
  documents: readonly string[]
  /** Other files the result depends on; one that is not there is noticed when it appears. */
  inputs: readonly string[]
  /** Files and folders the result consists of. */
  outputs: readonly string[]
  /** What to tell the author again. */
  report: string
}

interface Header {
  identity: string
  search: Omit<ContentOptions, 'root'>
  /** Absent where the documents must be looked for each time. */
  folders: string | undefined
  documents: string
  inputs: string
  outputs: string
  report: string
}

/** Size, modification time, change time and inode: a changed file differs in one of them. */
const numbersPerFile = 4
const magic = 0x3153_4d46
const prefixBytes = 16

/** Paths are joined with this; a file whose name holds it makes the snapshot useless, not wrong. */
const separator = '\n'

/**
 * A snapshot in bytes.
 *
 * @param scanStartedMs When the first file was looked at. A file that changed at that moment or
 *   later may change again within the clock's resolution, so it is never trusted.
 */
export function encodeSnapshot(
  snapshot: Snapshot,
  root: string,
  scanStartedMs: number,
): Uint8Array {
  const { identity, report, search } = snapshot
  const documents = snapshot.documents.join(separator)
  const content = tryToFind(root, search)
  // Documents that came or went during the build make the next one look for them, and differ.
  const folders = content?.documents.join(separator) === documents ? content.folders : undefined
  const header: Header = {
    identity,
    search,
    folders: folders?.join(separator),
    documents,
    inputs: snapshot.inputs.join(separator),
    outputs: snapshot.outputs.join(separator),
    report,
  }
  const headerBytes = Buffer.from(JSON.stringify(header))
  const statsOffset = align(prefixBytes + headerBytes.byteLength)
  const sources = [...(folders ?? []), ...snapshot.documents, ...snapshot.inputs]
  const stats = new Float64Array((sources.length + snapshot.outputs.length) * numbersPerFile)
  sources.forEach((path, index) => {
    const offset = index * numbersPerFile
    readStats(root, path, stats, offset)
    const changedMs = Math.max(stats[offset + 1] ?? 0, stats[offset + 2] ?? 0)
    if (changedMs >= scanStartedMs - clockResolutionMs) stats[offset] = Number.NaN
  })
  snapshot.outputs.forEach((path, index) => {
    readStats(root, path, stats, (sources.length + index) * numbersPerFile)
  })
  const bytes = new Uint8Array(statsOffset + stats.byteLength)
  bytes.set(headerBytes, prefixBytes)
  bytes.set(new Uint8Array(stats.buffer), statsOffset)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, headerBytes.byteLength, true)
  view.setUint32(8, checksum(bytes.subarray(prefixBytes, statsOffset)), true)
  return bytes
}

/** Coarsest time stamp of the file systems in use (ext4 and APFS are finer). */
const clockResolutionMs = 20

/**
 * The report of the build that still holds, or nothing when anything differs. A snapshot that
 * is missing, torn or of another version is like none.
 */
export function readReportIfCurrent(
  snapshotPath: string,
  identity: string,
  root: string,
): string | undefined {
  const snapshot = readSnapshot(snapshotPath)
  if (snapshot === undefined || snapshot.header.identity !== identity) return undefined
  const { header, stats } = snapshot
  const folders = split(header.folders)
  // Folders as they were hold the same names, and looking into them costs a third of the time.
  if (header.folders === undefined || !isUnchanged(root, folders, stats)) {
    const content = tryToFind(root, header.search)
    if (content?.documents.join(separator) !== header.documents) return undefined
  }
  const files = [header.documents, header.inputs, header.outputs].flatMap(split)
  const statsOfFiles = stats.subarray(folders.length * numbersPerFile)
  return isUnchanged(root, files, statsOfFiles) ? header.report : undefined
}

function isUnchanged(root: string, paths: readonly string[], stats: Float64Array): boolean {
  const current = new Float64Array(numbersPerFile)
  return paths.every((path, index) => {
    readStats(root, path, current, 0)
    const offset = index * numbersPerFile
    return (
      stats[offset] === current[0] &&
      stats[offset + 1] === current[1] &&
      stats[offset + 2] === current[2] &&
      stats[offset + 3] === current[3]
    )
  })
}

/** What is wrong with the content is told by the build, not here. */
function tryToFind(root: string, search: Header['search']): Content | undefined {
  try {
    return findContent({ root, ...search })
  } catch {
    return undefined
  }
}

function readSnapshot(path: string): { header: Header; stats: Float64Array } | undefined {
  let file: Buffer
  try {
    file = readFileSync(path)
  } catch {
    return undefined
  }
  if (file.byteLength < prefixBytes || file.readUInt32LE(0) !== magic) return undefined
  const headerLength = file.readUInt32LE(4)
  const statsOffset = align(prefixBytes + headerLength)
  if (file.byteLength < statsOffset) return undefined
  // The stats need no check: a damaged one is like no file's.
  const header = file.subarray(prefixBytes, statsOffset)
  if (checksum(header) !== file.readUInt32LE(8)) return undefined
  // A copy, because a Float64Array must start on a multiple of eight.
  const stats = file.buffer.slice(file.byteOffset + statsOffset, file.byteOffset + file.byteLength)
  return {
    header: JSON.parse(header.toString('utf8', 0, headerLength)) as Header,
    stats: new Float64Array(stats, 0, Math.floor(stats.byteLength / 8)),
  }
}

const quietly = { throwIfNoEntry: false } as const

/**
 * A path that does not exist has stats of its own, so that its appearance is noticed; one that
 * cannot be looked at is never like before. Links are followed: what counts is what is read.
 */
function readStats(root: string, path: string, target: Float64Array, offset: number): void {
  try {
    const stats = statSync(`${root}/${path}`, quietly)
    target[offset] = stats?.isDirectory() ? 0 : (stats?.size ?? -1)
    target[offset + 1] = stats?.mtimeMs ?? -1
    target[offset + 2] = stats?.ctimeMs ?? -1
    target[offset + 3] = stats?.ino ?? -1
  } catch {
    target[offset] = Number.NaN
  }
}

function split(paths: string | undefined): string[] {
  return paths === undefined || paths === '' ? [] : paths.split(separator)
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8
}

/** FNV-1a over 32-bit words: enough to notice a torn file, without loading `node:crypto`. */
function checksum(bytes: Uint8Array): number {
  const { buffer, byteLength, byteOffset } = bytes
  const words = new DataView(buffer, byteOffset, byteLength)
  let hash = 0x811c_9dc5
  for (let offset = 0; offset + 4 <= byteLength; offset += 4) {
    hash = Math.imul(hash ^ words.getInt32(offset, true), 0x0100_0193)
  }
  return hash >>> 0
}

/** File name for the snapshots of one command line. */
export function snapshotName(commandLine: string): string {
  return `${checksum(Uint8Array.from(Buffer.from(commandLine.padEnd(4)))).toString(16)}.snapshot`
}
