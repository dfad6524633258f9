import { type Dirent, existsSync, readdirSync } from 'node:fs'
import { FigureError, systemErrorCode } from '../errors.js'
import { manifestName } from '../manifest-name.js'

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
 * as nothing was added or removed. Symbolic links are not followed, and output folders, this
 * build's and others', are passed over. Synchronous because that is three to six times faster than
 * promises, and nothing else can start before it ends.
 *
 * @throws {FigureError} `document-missing` for a folder that cannot be looked into.
 */
export function walkDocuments({ root, folders, exclude, skip }: WalkOptions): DocumentWalk {
  const excluded = new Set([...exclude, 'node_modules'])
  const skipped = new Set(skip)
  const walk: DocumentWalk = { documents: [], folders: [] }
  const visit = (folder: string) => {
    walk.folders.push(folder)
    const entries = readFolder(root, folder)
    if (folder !== '.' && entries.some(({ name }) => name === manifestName)) return
    for (const entry of entries) {
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

/** Whether a build has written into a folder, of this project or of another. */
export function isOutputFolder(path: string): boolean {
  return existsSync(`${path}/${manifestName}`)
}

/** For what is named and cannot be looked at. */
export function toMissing(path: string, error: unknown): FigureError {
  const code = systemErrorCode(error)
  const [seen, hint] = reasons[code ?? ''] ?? [code ?? String(error), 'Check the file system.']
  return new FigureError('document-missing', `cannot look at \`${path}\`: ${seen}`, {
    cause: error,
    hint,
  })
}

const reasons: Record<string, readonly [seen: string, hint: string]> = {
  EACCES: ['permission denied (EACCES)', 'Let this user read it, or list its name in `exclude`.'],
  ELOOP: ['its links lead in a circle (ELOOP)', 'Name the document itself.'],
  ENAMETOOLONG: ['the name is too long (ENAMETOOLONG)', 'Check what was meant to be named.'],
  ENOENT: ['it is gone (ENOENT)', 'Build again once nothing removes folders at the same time.'],
}

function readFolder(root: string, folder: string): Dirent[] {
  try {
    return readdirSync(`${root}/${folder}`, { withFileTypes: true })
  } catch (error) {
    throw toMissing(folder, error)
  }
}
