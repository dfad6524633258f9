import { lstatSync, readFileSync } from 'node:fs'
import { type ContentOptions, listDocuments } from './content.js'

/**
 * What the file system looked like after a build that left nothing to do: if all of it still
 * looks the same, there is nothing to do now either. Only `node:fs` is needed to tell.
 */
export interface Snapshot {
  /** What was built, with which configuration and by which version; compared as a whole. */
  identity: string
  /** How the documents were found. */
  search: Omit<ContentOptions, 'root'>
  /** Documents, in walk order. */
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
  const { documents, identity, inputs, outputs, report, search } = snapshot
  const header: Header = {
    identity,
    search,
    documents: documents.join(separator),
    inputs: inputs.join(separator),
    outputs: outputs.join(separator),
    report,
  }
  const headerBytes = Buffer.from(JSON.stringify(header))
  const statsOffset = align(prefixBytes + headerBytes.byteLength)
  const sources = [...documents, ...inputs]
  const stats = new Float64Array((sources.length + outputs.length) * numbersPerFile)
  sources.forEach((path, index) => {
    const offset = index * numbersPerFile
    readStats(root, path, stats, offset)
    const changedMs = Math.max(stats[offset + 1] ?? 0, stats[offset + 2] ?? 0)
    if (changedMs >= scanStartedMs - clockResolutionMs) stats[offset] = Number.NaN
  })
  outputs.forEach((path, index) => {
    readStats(root, path, stats, (sources.length + index) * numbersPerFile)
  })
  const bytes = new Uint8Array(statsOffset + stats.byteLength)
  bytes.set(headerBytes, prefixBytes)
  bytes.set(new Uint8Array(stats.buffer), statsOffset)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, headerBytes.byteLength, true)
  view.setUint32(12, checksum(bytes), true)
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
  const documents = tryToList(root, header)
  if (documents === undefined) return undefined
  if (documents.join(separator) !== header.documents) return undefined
  const paths = [...documents, ...split(header.inputs), ...split(header.outputs)]
  const current = new Float64Array(numbersPerFile)
  for (let index = 0; index < paths.length; index++) {
    readStats(root, paths[index] ?? '', current, 0)
    const at = index * numbersPerFile
    if (
      stats[at] !== current[0] ||
      stats[at + 1] !== current[1] ||
      stats[at + 2] !== current[2] ||
      stats[at + 3] !== current[3]
    ) {
      return undefined
    }
  }
  return header.report
}

/** What is wrong with the content is told by the build, not here. */
function tryToList(root: string, { search }: Header): string[] | undefined {
  try {
    return listDocuments({ root, ...search })
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
  // A copy, because a Float64Array must start on a multiple of eight.
  const bytes = new Uint8Array(file)
  if (bytes.byteLength < prefixBytes) return undefined
  const view = new DataView(bytes.buffer)
  if (view.getUint32(0, true) !== magic) return undefined
  const expected = view.getUint32(12, true)
  view.setUint32(12, 0, true)
  if (checksum(bytes) !== expected) return undefined
  const headerLength = view.getUint32(4, true)
  const text = Buffer.from(bytes.buffer, prefixBytes, headerLength).toString()
  const statsOffset = align(prefixBytes + headerLength)
  return {
    header: JSON.parse(text) as Header,
    stats: new Float64Array(bytes.buffer, statsOffset),
  }
}

/** A path that does not exist has stats of its own, so that its appearance is noticed. */
function readStats(root: string, path: string, target: Float64Array, offset: number): void {
  const stats = lstatSync(`${root}/${path}`, { throwIfNoEntry: false })
  target[offset] = stats?.isDirectory() ? 0 : (stats?.size ?? -1)
  target[offset + 1] = stats?.mtimeMs ?? -1
  target[offset + 2] = stats?.ctimeMs ?? -1
  target[offset + 3] = stats?.ino ?? -1
}

function split(paths: string): string[] {
  return paths === '' ? [] : paths.split(separator)
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8
}

/** FNV-1a over 32-bit words: enough to notice a torn file, without loading `node:crypto`. */
function checksum(bytes: Uint8Array): number {
  const words = new Int32Array(bytes.buffer, 0, bytes.byteLength >> 2)
  let hash = 0x811c_9dc5
  for (let index = 0; index < words.length; index++) {
    hash = Math.imul(hash ^ (words[index] ?? 0), 0x0100_0193)
  }
  return hash >>> 0
}

/** File name for the snapshots of one command line. */
export function snapshotName(commandLine: string): string {
  return `${checksum(Uint8Array.from(Buffer.from(commandLine.padEnd(4)))).toString(16)}.snapshot`
}
