import { resolve } from 'node:path'
import { FigureError, type Problem, problemsOf } from '@figmill/core'
import type { Nodes, Root } from 'mdast'
import type { Extension as FromMarkdownExtension } from 'mdast-util-from-markdown'
import type { Extension } from 'micromark-util-types'
import type { Plugin, Processor } from 'unified'
import type { VFile } from 'vfile'
import type { Directive } from './directive.js'
import { figureSyntax } from './figure-construct.js'
import { figureFromMarkdown, findFigureNodes, replaceNodes } from './figure-nodes.js'
import { importNode } from './mdx-nodes.js'
import { createPictureImports } from './picture-imports.js'
import { mayHaveFigures } from './prefilter.js'
import { checkOptions, type HostOptions, hostOptionKinds } from './project/host-options.js'
import {
  documentPath,
  finishDocument,
  type HostSession,
  withHostSession,
} from './project/host-session.js'
import { readOneDocument } from './project/read-project.js'
import type { ReadDocument } from './read-document.js'
import { hasErrors } from './read-figure.js'
import { reportProblems } from './report.js'
import { type Target, targets, toFigureNode } from './to-figure-node.js'

export interface Options extends HostOptions {
  /**
   * How the finished document names a picture: `markdown` for hosts that import Markdown images
   * (Docusaurus, Astro), `import` for MDX in any bundler, `next` for Next.js.
   */
  target?: Target | undefined
}

/**
 * Replaces figure directives by finished figures. Pictures that are missing are made; for a whole
 * site, `warmFigures` makes them before the host starts.
 *
 * @throws {ProblemsError} `config-invalid` for options that are wrong.
 */
export const remarkFigures: Plugin<[Options?], Root> = function (options = {}) {
  checkOptions(options, { ...hostOptionKinds, target: targets })
  const extensions = registerSyntax(this)
  return async (tree, file) => {
    if (!mayHaveFigures(String(file))) return
    // Not before: another plugin may turn MDX on after this one.
    await transform(tree, file, options, isMdx(extensions))
  }
}

interface SyntaxData {
  micromarkExtensions: Extension[]
  fromMarkdownExtensions: (FromMarkdownExtension | FromMarkdownExtension[])[]
}

/** @returns The extensions the document will be parsed with, those of later plugins included. */
function registerSyntax(processor: Processor): readonly Extension[] {
  const data = processor.data() as Partial<SyntaxData>
  data.micromarkExtensions ??= []
  data.fromMarkdownExtensions ??= []
  const extensions = data.micromarkExtensions
  const syntax = figureSyntax()
  extensions.push(syntax)
  data.fromMarkdownExtensions.push(figureFromMarkdown())
  const { parser } = processor
  if (parser !== undefined) {
    processor.parser = (text, file) => {
      // micromark tries what was registered last first, and remark-directive takes every `:::`.
      extensions.splice(extensions.indexOf(syntax), 1)
      extensions.push(syntax)
      return parser(text, file)
    }
  }
  return extensions
}

/** Hosts read `.md` as MDX, too: what counts is how this document was parsed. */
function isMdx(extensions: readonly Extension[]): boolean {
  return extensions.some(({ disable }) => disable?.null?.includes('htmlFlow'))
}

async function transform(tree: Root, file: VFile, options: Options, mdx: boolean): Promise<void> {
  let path = ''
  let problems: readonly Problem[]
  try {
    problems = await withHostSession(options, file.cwd, (session) => {
      path = documentPath(session, resolve(file.cwd, file.path ?? 'untitled.md'))
      return finishTree(tree, String(file), path, { ...options, mdx, session })
    })
  } catch (error) {
    if (!(error instanceof FigureError)) throw error
    problems = problemsOf(error)
  }
  reportProblems(file, path, problems)
}

interface TreeOptions extends Options {
  mdx: boolean
  session: HostSession
}

/**
 * @param source The text as the host parsed it. What was cut off before, such as front matter, is in
 *   no offset of the tree.
 * @returns Every problem of the text, or warnings.
 * @throws {ProblemsError} every figure that is not to be had.
 */
async function finishTree(
  tree: Root,
  source: string,
  path: string,
  { mdx, session, target = 'markdown' }: TreeOptions,
): Promise<readonly Problem[]> {
  const document = await readOneDocument(path, source, session.project, mdx)
  if (hasErrors(document.problems)) return document.problems
  const { nodes, problems } = matchNodes(tree, document)
  if (problems.length > 0) return [...document.problems, ...problems]
  // The scan is more lenient than MDX: what is no figure for MDX (in a template literal) stays.
  const figures = document.figures.filter(({ directive }) => nodes.has(directive))
  const imports = createPictureImports(source)
  const replacements = new Map<Nodes, Nodes>()
  for (const { directive, figure } of await finishDocument(session, document, figures)) {
    const node = nodes.get(directive)
    if (node === undefined) throw new Error('a figure without a node was finished')
    const replacement = toFigureNode(figure, { target, mdx, imports })
    replacements.set(node, { ...replacement, position: node.position })
  }
  replaceNodes(tree, replacements)
  tree.children.unshift(...(imports.toList().map(importNode) as Root['children']))
  return document.problems
}

/** Finds the node of each directive by where it starts. */
function matchNodes(
  tree: Root,
  { figures, path, source }: ReadDocument,
): { nodes: Map<Directive, Nodes>; problems: Problem[] } {
  // micromark counts from behind a byte order mark.
  const shift = source.startsWith('\uFEFF') ? 1 : 0
  const directives = new Map(figures.map(({ directive }) => [directive.span.start, directive]))
  const nodes = new Map<Directive, Nodes>()
  const problems: Problem[] = []
  for (const node of findFigureNodes(tree)) {
    const offset = node.position?.start.offset
    const directive = offset === undefined ? undefined : directives.get(offset + shift)
    if (directive !== undefined) nodes.set(directive, node)
    else problems.push(unmatched(node, path))
  }
  return { nodes, problems }
}

function unmatched({ position }: Nodes, path: string): Problem {
  const line = position?.start.line ?? 1
  const column = position?.start.column ?? 1
  return {
    code: 'directive-syntax',
    severity: 'error',
    message: 'this figure is not in the text of the document at this place',
    hint: 'Move it out of a footnote; put remark-figmill before plugins that rebuild the document.',
    place: { file: path, line, column },
  }
}
