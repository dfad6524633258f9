import { existsSync, mkdirSync, readFileSync, rmdirSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type ContentDigest,
  digestContent,
  formatManifest,
  type Manifest,
  type ManifestEntry,
  parseManifest,
  placeArtifact,
  systemErrorCode,
  writeFileAtomic,
} from '@figmill/core'
import type { Project } from './open-project.js'
import { manifestName } from './written-folders.js'

/** A file a build puts into its output folder. */
export type OutputFile =
  | { kind: 'text'; path: string; read: () => Uint8Array; documents: string[] }
  | {
      kind: 'picture'
      path: string
      contentDigest: ContentDigest
      free: boolean
      documents: string[]
    }

export interface WriteReport {
  /** Paths relative to the project root, those that changed only. */
  written: string[]
  /** Files of an earlier build that nothing names any more. */
  removed: string[]
}

/**
 * Brings the output folder up to date: writes what differs, leaves the rest alone, and removes
 * what an earlier build wrote and this one no longer needs. Never touches anybody else's files.
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
  mkdirSync(temporaryDirectory, { recursive: true })
  const manifestPath = join(root, config.cacheDir, manifestName(config.outDir))
  const before = parseManifest(readBytes(manifestPath)?.toString() ?? '')?.files ?? noFiles
  const after = new Map<string, ManifestEntry>()
  const written: string[] = []
  for (const output of outputs) {
    signal?.throwIfAborted()
    const destination = join(root, output.path)
    mkdirSync(dirname(destination), { recursive: true })
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
  await writeText(
    manifestPath,
    Buffer.from(formatManifest({ outDir: config.outDir, files: after })),
    temporaryDirectory,
  )
  return { written, removed }
}

const noFiles: Manifest['files'] = new Map()

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
  { contentDigest, free }: OutputFile & { kind: 'picture' },
  destination: string,
  temporaryDirectory: string,
): Written {
  const source = cache.blobPath(contentDigest)
  const outcome = placeArtifact({ source, destination, temporaryDirectory, link: free })
  return { changed: outcome !== 'kept', digest: contentDigest }
}

function removeOrphans(
  root: string,
  before: Manifest['files'],
  after: Manifest['files'],
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

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw error
  }
}
