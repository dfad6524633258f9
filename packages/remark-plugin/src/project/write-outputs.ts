import { existsSync, rmdirSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type ContentDigest,
  createFolder,
  digestContent,
  formatManifest,
  type Manifest,
  type ManifestEntry,
  placeArtifact,
  writeFileAtomic,
} from '@figmill/core'
import type { Project } from './open-project.js'
import {
  manifestPath,
  type OutputFile,
  type PictureFile,
  readBytes,
  readManifest,
} from './output-file.js'

export interface WriteReport {
  /** Paths relative to the project root, those that changed only. */
  written: string[]
  /** Files of an earlier build that nothing names any more. */
  removed: string[]
}

/**
 * Brings the output folder up to date: writes what differs, leaves the rest alone, and removes
 * what an earlier build wrote and this one no longer needs. That nobody else's files are in the
 * way has been checked.
 *
 * @param built The documents of this build; what comes of others stays, unless they are gone.
 */
export async function writeOutputs(
  project: Project,
  outputs: readonly OutputFile[],
  built: ReadonlySet<string>,
): Promise<WriteReport> {
  const { config, listener, root, signal } = project
  const temporaryDirectory = join(root, config.cacheDir, 'tmp')
  createFolder(temporaryDirectory)
  const before: Manifest = readManifest(project) ?? new Map()
  await announceNewFiles(project, outputs, before, temporaryDirectory)
  const after = new Map<string, ManifestEntry>()
  const written: string[] = []
  for (const output of outputs) {
    signal?.throwIfAborted()
    const destination = join(root, output.path)
    createFolder(dirname(destination))
    const { changed, digest } =
      output.kind === 'text'
        ? await writeText(destination, output.read(), temporaryDirectory)
        : placePicture(project, output, destination, temporaryDirectory)
    if (changed) {
      written.push(output.path)
      listener?.({ type: 'file-written', path: output.path })
    }
    after.set(output.path, { path: output.path, digest, documents: output.documents })
  }
  const isDone = (document: string) => built.has(document) || !existsSync(join(root, document))
  const removed = removeOrphans(root, before, after, isDone)
  for (const entry of before.values()) {
    const others = entry.documents.filter((document) => !isDone(document))
    if (others.length === 0) continue
    const current = after.get(entry.path)
    const documents = [...new Set([...(current?.documents ?? []), ...others])].sort()
    after.set(entry.path, { ...(current ?? entry), documents })
  }
  await writeText(manifestPath(project), Buffer.from(formatManifest(after)), temporaryDirectory)
  return { written, removed }
}

/**
 * Names what is going to be written before it is: a build that is stopped in between must not leave
 * files that the next one takes for somebody else's.
 */
async function announceNewFiles(
  project: Project,
  outputs: readonly OutputFile[],
  before: Manifest,
  temporaryDirectory: string,
): Promise<void> {
  const added = outputs
    .filter(({ path }) => !before.has(path))
    .map((output): ManifestEntry => {
      const { documents, path } = output
      const digest = output.kind === 'text' ? digestContent(output.read()) : output.contentDigest
      return { path, digest, documents }
    })
  if (added.length === 0) return
  const announced = new Map([...before, ...added.map((entry) => [entry.path, entry] as const)])
  createFolder(dirname(manifestPath(project)))
  await writeText(manifestPath(project), Buffer.from(formatManifest(announced)), temporaryDirectory)
}

interface Written {
  changed: boolean
  digest: ContentDigest
}

async function writeText(
  path: string,
  bytes: Uint8Array,
  temporaryDirectory: string,
): Promise<Written> {
  const digest = digestContent(bytes)
  if (readBytes(path)?.equals(bytes)) return { changed: false, digest }
  await writeFileAtomic(path, bytes, { durable: false, temporaryDirectory })
  return { changed: true, digest }
}

function placePicture(
  { cache }: Project,
  { contentDigest, free }: PictureFile,
  destination: string,
  temporaryDirectory: string,
): Written {
  const source = cache.blobPath(contentDigest)
  const outcome = placeArtifact({ source, destination, temporaryDirectory, link: free })
  return { changed: outcome !== 'kept', digest: contentDigest }
}

function removeOrphans(
  root: string,
  before: Manifest,
  after: Manifest,
  isDone: (document: string) => boolean,
): string[] {
  const orphans = [...before.values()].filter(
    ({ documents, path }) => !after.has(path) && documents.every(isDone),
  )
  return orphans.flatMap(({ digest, path }) => {
    const absolute = join(root, path)
    const bytes = readBytes(absolute)
    // Whoever changed it since owns it now.
    if (bytes === undefined || digestContent(bytes) !== digest) return []
    unlinkSync(absolute)
    try {
      rmdirSync(dirname(absolute))
    } catch {
      // Other files are still in the folder.
    }
    return [path]
  })
}
