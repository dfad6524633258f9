import { readdirSync } from 'node:fs'

/** `.md`, `.mdx` and the names they go by in Quarto and R Markdown. */
const documentPattern = /\.(?:mdx?|markdown|qmd|rmd)$/i

export function isDocumentName(name: string): boolean {
  return documentPattern.test(name)
}

export interface WalkOptions {
  /** Absolute path. */
  root: string
  /** Folders relative to the root, `/`-separated; `.` for the root itself. */
  folders: readonly string[]
  /** Folder names that are not looked into, besides `node_modules` and hidden ones. */
  exclude: readonly string[]
  /** Folders relative to the root that are not looked into: where figmill writes. */
  skip: readonly string[]
}

export interface DocumentWalk {
  /** Paths relative to the root, `/`-separated. */
  documents: string[]
  /** Every folder that was looked into; `.` for the root itself. */
  folders: string[]
}

/**
 * Documents below the folders, in the order the file system lists them: the same order as long
 * as nothing was added or removed. Symbolic links are not followed. Synchronous because that
 * is three to six times faster than promises, and nothing else can start before it ends.
 */
export function walkDocuments({ root, folders, exclude, skip }: WalkOptions): DocumentWalk {
  const excluded = new Set([...exclude, 'node_modules'])
  const skipped = new Set(skip)
  const walk: DocumentWalk = { documents: [], folders: [] }
  const visit = (folder: string) => {
    walk.folders.push(folder)
    for (const entry of readdirSync(`${root}/${folder}`, { withFileTypes: true })) {
      const { name } = entry
      const path = folder === '.' ? name : `${folder}/${name}`
      if (entry.isDirectory()) {
        const isPassedOver = name.startsWith('.') || excluded.has(name) || skipped.has(path)
        if (!isPassedOver) visit(path)
      } else if (isDocumentName(name) && entry.isFile()) {
        walk.documents.push(path)
      }
    }
  }
  for (const folder of folders) visit(folder)
  return walk
}
