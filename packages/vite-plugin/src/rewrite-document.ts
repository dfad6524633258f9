import { basename, join } from 'node:path'
import { FigureError, type Problem, problemsOf } from '@figmill/core'
import {
  createPictureImports,
  documentPath,
  finishDocument,
  type HostSession,
  hasErrors,
  importFiles,
  type Rewritten,
  readOneDocument,
  rewrite,
} from 'remark-figmill/internal-project'
import type { imageForms } from './options.js'

export interface RewriteDocumentOptions {
  /** Whether to make the figures and write them; else the document is only read. */
  rewrite: boolean
  /** How `.mdx` documents name their pictures. */
  images: (typeof imageForms)[number]
}

export interface RewrittenDocument {
  /** The new text; nothing when it was only read, or when there are errors. */
  rewritten: Rewritten | undefined
  /** Absolute paths of the files that the figures were read from. */
  inputs: string[]
  problems: readonly Problem[]
}

/**
 * Rewrites one document; figures that are missing are made.
 *
 * @param file Absolute path of the document.
 */
export async function rewriteDocument(
  session: HostSession,
  file: string,
  source: string,
  options: RewriteDocumentOptions,
): Promise<RewrittenDocument> {
  const inputs: string[] = []
  try {
    const { project } = session
    const document = await readOneDocument(documentPath(session, file), source, project)
    inputs.push(...document.inputs.map(({ path }) => join(project.root, path)))
    const { problems } = document
    if (!options.rewrite || hasErrors(problems)) return { rewritten: undefined, inputs, problems }
    const finished = await finishDocument(session, document)
    const mdx = /\.mdx$/i.test(file)
    const imports = createPictureImports(source)
    const replacements = finished.map(({ directive, figure }) =>
      mdx && (options.images === 'import' || figure.video !== undefined)
        ? { directive, figure: importFiles(figure, imports) }
        : { directive, figure },
    )
    const rewritten = rewrite(source, replacements, {
      flavour: 'figure',
      imports: imports.toList(),
      mdx,
      source: basename(file),
    })
    return { rewritten, inputs, problems }
  } catch (error) {
    if (!(error instanceof FigureError)) throw error
    return { rewritten: undefined, inputs, problems: problemsOf(error) }
  }
}
