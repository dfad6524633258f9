import { type ContentDigest, isContentDigest } from './digest.js'

/** A file that a build wrote, so that a later build may replace or remove it, and no other. */
export interface ManifestEntry {
  /** Relative to the project root, `/`-separated. */
  path: string
  digest: ContentDigest
  /** Documents it came from. */
  documents: string[]
}

/** Everything that builds have written into one folder, by path. */
export type Manifest = ReadonlyMap<string, ManifestEntry>

const header = '{"figmill":"output","version":1}'

/** One JSON object per line. */
export function formatManifest(manifest: Manifest): string {
  const entries = [...manifest.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  return [header, ...entries.map((entry) => JSON.stringify(entry))]
    .map((line) => `${line}\n`)
    .join('')
}

/** Reads a manifest. One that is damaged is like none: files are then left where they are. */
export function parseManifest(text: string): Manifest | undefined {
  const [first, ...lines] = text.trimEnd().split('\n')
  if (first !== header) return undefined
  try {
    const entries = lines.map((line) => JSON.parse(line) as unknown).filter(isEntry)
    return new Map(entries.map((entry) => [entry.path, entry]))
  } catch {
    return undefined
  }
}

function isEntry(value: unknown): value is ManifestEntry {
  if (typeof value !== 'object' || value === null) return false
  const { path, digest, documents } = value as Record<string, unknown>
  return typeof path === 'string' && isContentDigest(digest) && Array.isArray(documents)
}
