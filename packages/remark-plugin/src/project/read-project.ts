import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FigureError, listDocuments, type Problem, systemErrorCode, toProblem } from '@figmill/core'
import { mayHaveFigures } from '../prefilter.js'
import { type ReadDocument, readDocument } from '../read-document.js'
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
      const source = readSource(join(root, path))
      if (source === undefined) continue
      const document = await readDocument(path, source, project)
      problems.push(...document.problems)
      documents.push(document)
    } catch (error) {
      if (!(error instanceof FigureError)) throw error
      problems.push(toProblem(error, { file: path, line: 1, column: 1 }))
    }
  }
  listener?.({
    type: 'documents-scanned',
    documents: paths.length,
    withFigures: documents.filter((document) => document.figures.length > 0).length,
    figures: documents.reduce((sum, { figures }) => sum + figures.length, 0),
  })
  return { paths: [...paths], documents, problems }
}

/** The text of a document that may have figures. */
export function readSource(path: string): string | undefined {
  const bytes = readDocumentFile(path)
  return mayHaveFigures(bytes) ? decodeDocument(bytes) : undefined
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

/** @throws {FigureError} `document-encoding` where the bytes are not UTF-8. */
export function decodeDocument(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new FigureError(
      'document-encoding',
      `the document is not UTF-8: see line ${findBadLine(bytes)}`,
      { cause: error, hint: 'Save it as UTF-8; its other bytes would not survive the rewrite.' },
    )
  }
}

/** The first line, from 1, that is not UTF-8. No UTF-8 sequence holds the byte of a line feed. */
function findBadLine(bytes: Uint8Array): number {
  let start = 0
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(lineFeed, start)
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line
    start = end + 1
  }
}

const lineFeed = 0x0a
