import { globSync, statSync } from 'node:fs'
import { FigureError } from '../errors.js'
import { isDocumentName, type WalkOptions, walkDocuments } from './document-walk.js'

export interface ContentOptions extends Omit<WalkOptions, 'folders'> {
  /** Files, folders and globs, relative to the root. */
  content: readonly string[]
}

export interface Content {
  /** Paths relative to the root, `/`-separated, each once. */
  documents: string[]
  /**
   * The folders in which a document would have to appear or vanish; absent where a glob names
   * documents, because only looking for them again tells.
   */
  folders: string[] | undefined
}

/**
 * The documents that files, folders and globs name, in the order the file system lists them.
 *
 * @returns Paths relative to the root, `/`-separated, each once.
 * @throws {FigureError} `document-missing` for a name that stands for nothing.
 */
export function listDocuments(options: ContentOptions): string[] {
  return findContent(options).documents
}

/** {@link listDocuments}, with the folders they were found in. */
export function findContent({ content, ...walk }: ContentOptions): Content {
  const found = content.map((entry) => findEntry(normalize(entry), walk))
  const [only] = found
  if (found.length === 1 && only !== undefined) return only
  return {
    documents: [...new Set(found.flatMap(({ documents }) => documents))],
    folders: found.every(({ folders }) => folders !== undefined)
      ? found.flatMap(({ folders }) => folders ?? [])
      : undefined,
  }
}

function findEntry(entry: string, walk: Omit<WalkOptions, 'folders'>): Content {
  const stats = statSync(`${walk.root}/${entry}`, { throwIfNoEntry: false })
  if (stats?.isDirectory()) return walkDocuments({ ...walk, folders: [entry] })
  if (stats?.isFile()) return { documents: [entry], folders: [] }
  if (!/[*?[\]{}!]/.test(entry)) {
    throw new FigureError('document-missing', `there is no file or folder \`${entry}\``, {
      hint: `Paths and globs are relative to ${walk.root}.`,
    })
  }
  const excluded = new Set([...walk.exclude, 'node_modules'])
  const matches = globSync(entry, {
    cwd: walk.root,
    exclude: (name) => excluded.has(name) || walk.skip.includes(normalize(name)),
  })
  const documents = matches.map(normalize).filter(isDocumentName).sort()
  if (documents.length > 0) return { documents, folders: undefined }
  throw new FigureError('document-missing', `no document matches \`${entry}\``, {
    hint: `Globs are relative to ${walk.root}; quote them so that the shell leaves them alone.`,
  })
}

function normalize(path: string): string {
  const slashed = path
    .replaceAll('\\', '/')
    .replace(/^\.\/+/, '')
    .replace(/\/+$/, '')
  return slashed === '' ? '.' : slashed
}
