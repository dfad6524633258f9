import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  FigureError,
  listDocuments,
  type Problem,
  problemsOf,
  systemErrorCode,
} from '@figmill/core'
import { mayHaveFigures } from '../prefilter.js'
import { type ReadDocument, readDocument } from '../read-document.js'
import { decodeDocument } from './decode-document.js'
import { linkDocuments } from './link-documents.js'
import type { Project } from './open-project.js'
import { writtenFolders } from './written-folders.js'

/** What a project's documents hold. */
export interface ReadProject {
  /** Every document, in the order the file system lists them. */
  paths: string[]
  /** Documents that were parsed, sorted by path; some only mention a figure. */
  documents: ReadDocument[]
  /** Of all documents, in order of place. */
  problems: Problem[]
}

/**
 * Reads every document and all figures in them. A file without a figure is never parsed.
 *
 * @param content Files, folders and globs relative to the root; the configuration's when absent.
 */
export async function readProject(
  project: Project,
  content: readonly string[] = project.config.content,
): Promise<ReadProject> {
  const { config, root } = project
  const skip = writtenFolders(project)
  return readDocuments(project, listDocuments({ root, content, exclude: config.exclude, skip }))
}

/** {@link readProject} for documents that have been found already. */
export async function readDocuments(
  project: Project,
  paths: readonly string[],
): Promise<ReadProject> {
  const { listener, root } = project
  const documents: ReadDocument[] = []
  const problems: Problem[] = []
  for (const path of [...paths].sort()) {
    project.signal?.throwIfAborted()
    try {
      // One after the other on purpose: synchronous reads are several times faster than any
      // number of promises, and parsing is what takes time.
      const source = readSource(root, path)
      if (source === undefined) continue
      const document = await readDocument(path, source, project)
      problems.push(...document.problems)
      documents.push(document)
    } catch (error) {
      if (!(error instanceof FigureError)) throw error
      problems.push(...problemsOf(error, { file: path, line: 1, column: 1 }))
    }
  }
  const linked = await linkDocuments(documents, project)
  problems.push(...linked.problems)
  listener?.({
    type: 'documents-scanned',
    documents: paths.length,
    withFigures: documents.filter((document) => document.figures.length > 0).length,
    figures: documents.reduce((sum, { figures }) => sum + figures.length, 0),
  })
  return { paths: [...paths], documents: linked.documents, problems }
}

/**
 * Reads one document by itself; of others, only what its figures start from.
 *
 * @param mdx Whether it is MDX; told by its name when absent.
 */
export async function readOneDocument(
  path: string,
  source: string,
  project: Project,
  mdx?: boolean,
): Promise<ReadDocument> {
  const document = await readDocument(path, source, { ...project, mdx })
  const { documents, problems } = await linkDocuments([document], project)
  const [linked = document] = documents
  return { ...linked, problems: [...linked.problems, ...problems] }
}

/** The text of a document that may have figures. */
function readSource(root: string, path: string): string | undefined {
  const bytes = readDocumentFile(join(root, path))
  return mayHaveFigures(bytes) ? decodeDocument(bytes, path) : undefined
}

function readDocumentFile(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    const missing = code === 'ENOENT'
    throw new FigureError(
      missing ? 'document-missing' : 'file-not-regular',
      `the document cannot be read: ${code}`,
      { cause: error, hint: missing ? undefined : 'Check its permissions and that it is a file.' },
    )
  }
}
