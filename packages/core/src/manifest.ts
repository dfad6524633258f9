import { type ContentDigest, isContentDigest } from './digest.js'

/** A file that a build wrote, so that a later build may replace or remove it, and no other. */
export interface ManifestEntry {
  /** Relative to the project root, `/`-separated. */
  path: string
  digest: ContentDigest
  /** Documents it came from. */
  documents: string[]
}

/** Everything one kind of build has written into one folder. */
export type Manifest = ReadonlyMap<string, ManifestEntry>

export function formatManifest(manifest: Manifest): string {
  const entries = [...manifest.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  return `${JSON.stringify({ version: 1, files: entries }, null, 1)}\n`
}

/** Reads a manifest. One that is damaged is like none: files are then left where they are. */
export function parseManifest(text: string): Manifest {
  try {
    const { version, files } = JSON.parse(text) as { version?: unknown; files?: unknown }
    if (version !== 1 || !Array.isArray(files)) return new Map()
    return new Map(files.filter(isEntry).map((entry) => [entry.path, entry]))
  } catch {
    return new Map()
  }
}

function isEntry(value: unknown): value is ManifestEntry {
  if (typeof value !== 'object' || value === null) return false
  const { path, digest, documents } = value as Record<string, unknown>
  return typeof path === 'string' && isContentDigest(digest) && Array.isArray(documents)
}
