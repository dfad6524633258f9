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

/** One JSON object per line: the folder, then each file. */
export function formatManifest({ files, outDir }: Manifest): string {
  const entries = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  return [{ version: 1, outDir }, ...entries].map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** The folder a manifest is about: its first line says so. */
export function parseManifestHeader(line: string): string | undefined {
  try {
    const { outDir, version } = JSON.parse(line) as Record<string, unknown>
    return version === 1 && typeof outDir === 'string' ? outDir : undefined
  } catch {
    return undefined
  }
}

/** Reads a manifest. One that is damaged is like none: files are then left where they are. */
export function parseManifest(text: string): Manifest | undefined {
  const [header = '', ...lines] = text.trimEnd().split('\n')
  const outDir = parseManifestHeader(header)
  if (outDir === undefined) return undefined
  try {
    const entries = lines.map((line) => JSON.parse(line) as unknown).filter(isEntry)
    return { outDir, files: new Map(entries.map((entry) => [entry.path, entry])) }
  } catch {
    return undefined
  }
}

function isEntry(value: unknown): value is ManifestEntry {
  if (typeof value !== 'object' || value === null) return false
  const { path, digest, documents } = value as Record<string, unknown>
  return typeof path === 'string' && isContentDigest(digest) && Array.isArray(documents)
}
