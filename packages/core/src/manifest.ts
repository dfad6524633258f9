import { type ContentDigest, isContentDigest } from './digest.js'

/** A file that a build wrote, so that a later build may replace or remove it, and no other. */
export interface ManifestEntry {
  /** Relative to the project root, `/`-separated. */
  path: string
  digest: ContentDigest
  /** Documents it came from. */
  documents: string[]
}

/** Everything that builds have written into one folder. */
export interface Manifest {
  /** Relative to the project root, `/`-separated. */
  outDir: string
  files: ReadonlyMap<string, ManifestEntry>
}

export function formatManifest({ files, outDir }: Manifest): string {
  const entries = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  return `${JSON.stringify({ version: 1, outDir, files: entries }, null, 1)}\n`
}

/** Reads a manifest. One that is damaged is like none: files are then left where they are. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(text) as Record<string, unknown>
    const { files, outDir, version } = manifest
    if (version !== 1 || typeof outDir !== 'string' || !Array.isArray(files)) return undefined
    return { outDir, files: new Map(files.filter(isEntry).map((entry) => [entry.path, entry])) }
  } catch {
    return undefined
  }
}

function isEntry(value: unknown): value is ManifestEntry {
  if (typeof value !== 'object' || value === null) return false
  const { path, digest, documents } = value as Record<string, unknown>
  return typeof path === 'string' && isContentDigest(digest) && Array.isArray(documents)
}
