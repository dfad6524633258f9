import { type Dirent, globSync, realpathSync, type Stats, statSync } from 'node:fs'
import { isAbsolute, posix, resolve } from 'node:path'
import { FigureError, systemErrorCode } from '../errors.js'
import { isWithin, outsideProject, toRootPath } from '../files/root-path.js'
import {
  isDocumentName,
  isOutputFolder,
  toMissing,
  type WalkOptions,
  walkDocuments,
} from './document-walk.js'

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

type Surroundings = Omit<WalkOptions, 'folders'>

/**
 * The documents that files, folders and globs name, in the order the file system lists them.
 * What a document from a stranger could link to outside the project is not among them.
 *
 * @returns Paths relative to the root, `/`-separated, each once.
 * @throws {FigureError} `document-missing` for a name that stands for nothing or cannot be looked
 *   at, `file-not-regular` for a pipe or a device, `file-outside-project`.
 */
export function listDocuments(options: ContentOptions): string[] {
  return findContent(options).documents
}

/** {@link listDocuments}, with the folders they were found in. */
export function findContent({ content, ...walk }: ContentOptions): Content {
  const found = content.map((entry) => findEntry(normalize(entry, walk.root), walk))
  const [only] = found
  if (found.length === 1 && only !== undefined) return only
  return {
    documents: [...new Set(found.flatMap(({ documents }) => documents))],
    folders: found.every(({ folders }) => folders !== undefined)
      ? found.flatMap(({ folders }) => folders ?? [])
      : undefined,
  }
}

function normalize(entry: string, root: string): string {
  if (entry.includes('\0')) {
    throw new FigureError('document-missing', `there is no file ${JSON.stringify(entry)}`, {
      hint: 'Leave the NUL character out.',
    })
  }
  if (isAbsolute(entry)) throw outsideProject(root, entry)
  return toRootPath(root, entry)
}

function findEntry(entry: string, walk: Surroundings): Content {
  const isGlob = /[*?[\]{}!]/.test(entry)
  const facts = lookAt(entry, walk.root, isGlob)
  if (facts === undefined) {
    if (isGlob) return { documents: findMatches(entry, walk), folders: undefined }
    throw new FigureError('document-missing', `there is no file or folder \`${entry}\``, {
      hint: `Paths and globs are relative to ${walk.root}.`,
    })
  }
  if (!facts.isDirectory() && !facts.isFile()) {
    throw new FigureError('file-not-regular', `\`${entry}\` is neither a file nor a folder`, {
      hint: 'Name regular files and folders.',
    })
  }
  if (entry !== '.') checkPlace(entry, facts, walk)
  if (facts.isFile()) return { documents: [entry], folders: [] }
  return walkDocuments({ ...walk, folders: [entry] })
}

/** What a name stands for, links followed; nothing when nothing has that name. */
function lookAt(entry: string, root: string, isGlob: boolean): Stats | undefined {
  try {
    return statSync(`${root}/${entry}`, { throwIfNoEntry: false })
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOTDIR' || (isGlob && code === 'ENAMETOOLONG')) return undefined
    throw toMissing(entry, error)
  }
}

/** A link may lead out of the project, and what figmill wrote is not for reading. */
function checkPlace(entry: string, facts: Stats, { root, skip }: Surroundings): void {
  if (!isReallyWithin(root, entry)) throw outsideProject(root, entry)
  const isWritten = skip.some((folder) => entry === folder || entry.startsWith(`${folder}/`))
  if (isWritten || (facts.isDirectory() && isOutputFolder(`${root}/${entry}`))) {
    throw new FigureError('document-missing', `\`${entry}\` is where figmill writes`, {
      hint: 'Name the documents it was made of.',
    })
  }
}

function isReallyWithin(root: string, path: string): boolean {
  try {
    return isWithin(realpathSync.native(root), realpathSync.native(`${root}/${path}`))
  } catch (error) {
    throw toMissing(path, error)
  }
}

/** Regular files alone, as in a folder. */
function findMatches(entry: string, walk: Surroundings): string[] {
  const root = resolve(walk.root)
  const excluded = new Set([...walk.exclude, 'node_modules'])
  const known = new Map<string, boolean>([['.', false]])
  const isPassedOver = (folder: string): boolean => {
    const isKnown = known.get(folder)
    if (isKnown !== undefined) return isKnown
    const answer =
      excluded.has(posix.basename(folder)) ||
      walk.skip.includes(folder) ||
      isOutputFolder(`${root}/${folder}`) ||
      isPassedOver(posix.dirname(folder))
    known.set(folder, answer)
    return answer
  }
  const folders = new Map<string, string>()
  const pathOf = ({ name, parentPath }: Dirent) => {
    const folder = folders.get(parentPath) ?? toRootPath(root, resolve(root, parentPath))
    folders.set(parentPath, folder)
    return folder === '.' ? name : `${folder}/${name}`
  }
  const matches = globSync(entry, {
    cwd: root,
    withFileTypes: true,
    // Saves the look into large folders; those named in the glob itself are not always asked about.
    exclude: (match) => match.isDirectory() && isPassedOver(pathOf(match)),
  })
  const files = matches.filter((match) => match.isFile() && isDocumentName(match.name))
  const paths = [...new Set(files.map(pathOf))].sort()
  const documents = paths.filter((path) => !isPassedOver(posix.dirname(path)))
  if (documents.length === 0) {
    throw new FigureError('document-missing', `no document matches \`${entry}\``, {
      hint: `Globs are relative to ${root}; quote them so that the shell leaves them alone.`,
    })
  }
  for (const folder of new Set(documents.map((path) => posix.dirname(path)))) {
    if (!isReallyWithin(root, folder)) throw outsideProject(root, folder)
  }
  return documents
}
