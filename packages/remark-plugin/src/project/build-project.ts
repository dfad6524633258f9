import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { createFolder, type Problem, withExclusiveLock } from '@figmill/core'
import type { DocumentFigure } from '../document-figure.js'
import { createPictureImports, importFiles } from '../picture-imports.js'
import type { ReadDocument } from '../read-document.js'
import { rewrite } from '../rewrite.js'
import { checkDestinations, checkOutputFolder } from './check-destinations.js'
import { checkFrozen, findByName } from './frozen.js'
import { hasOrigins } from './link-documents.js'
import { updateLockfile } from './lock.js'
import {
  isDraft,
  type MadeFigure,
  type MadeFigures,
  makeFigures,
  warningsOf,
} from './make-figures.js'
import type { Project } from './open-project.js'
import { type OutputFile, readManifest } from './output-file.js'
import { finishFigure, publishedPath } from './place-figures.js'
import { approvePaid, type PaidPlan } from './plan-paid.js'
import { comparePlaces, throwIfErrors } from './problems.js'
import { readLockfile } from './read-lockfile.js'
import { type ReadProject, readProject } from './read-project.js'
import { summarizeDocument, summarizeFigure } from './summary.js'
import { type StoredSummary, saveSummaries } from './summary-store.js'
import { writeOutputs } from './write-outputs.js'

export interface BuildReport {
  documents: number
  /** Directives: a group of panels counts as one. */
  figures: number
  /** Pictures that were made or composed now. */
  made: number
  /** Directives that a draft stands in for. */
  drafts: number
  written: string[]
  removed: string[]
  lockfileChanged: boolean
  warnings: Problem[]
  /** Folder of the pictures, relative to the root. */
  figuresFolder: string
  /** What the result depends on and consists of, for the snapshot. */
  dependencies: BuildDependencies
}

/** Paths relative to the root. */
export interface BuildDependencies {
  /** In the order the file system lists them. */
  documents: string[]
  inputs: string[]
  outputs: string[]
}

export interface BuildOptions {
  /** Called before anything is bought; what it throws stops the build. */
  approve?: ((plan: PaidPlan) => Promise<void>) | undefined
  /** Files, folders and globs relative to the root; the configuration's when absent. */
  content?: readonly string[] | undefined
  /** Called while no other build can write: what it sees of the output folder is of this build. */
  published?: ((report: BuildReport) => Promise<void>) | undefined
}

/**
 * Builds documents: reads them, makes what is missing, and only when every figure is there
 * writes pictures, documents and lockfile.
 *
 * @throws {ProblemsError} with every problem of the stage that failed; nothing is written then.
 */
export async function buildProject(
  project: Project,
  options: BuildOptions = {},
): Promise<BuildReport> {
  const { clock, config, root, signal } = project
  const content = await readProject(project, options.content)
  throwIfErrors([...content.problems, ...checkOutputFolder(project, content.paths)])
  const lockfile = readLockfile(project)
  const figures = content.documents.flatMap((document) => document.figures)
  if (project.frozen) {
    const directives = figures.map(summarizeFigure)
    throwIfErrors(await checkFrozen(directives, findByName(lockfile), project))
  }
  await approvePaid(figures, project, options.approve)
  const finishedBefore = project.maker.finishedJobs()
  const made = await makeFigures(figures, project)
  const outputs = composeOutputs(project, content, made)
  createFolder(join(root, config.cacheDir))
  const lock = { path: join(root, config.cacheDir, 'publish.lock'), clock, signal }
  return withExclusiveLock(lock, async () => {
    throwIfErrors(checkDestinations(project, outputs, readManifest(project)))
    const built = new Set(content.paths)
    const { removed, written } = await writeOutputs(project, outputs, built)
    const lockfileChanged = !project.frozen && (await updateLockfile(project, built, made))
    // What starts from another picture depends on more than its document and inputs.
    const alone = content.documents.filter((document) => !hasOrigins(document))
    await saveSummaries(project, alone.map(toStoredSummary))
    const report: BuildReport = {
      documents: content.paths.length,
      figures: figures.length,
      made: project.maker.finishedJobs() - finishedBefore,
      drafts: [...made.values()].filter(isDraft).length,
      written,
      removed,
      lockfileChanged,
      // Errors have been thrown: what is left are warnings.
      warnings: [...content.problems, ...warningsOf(made)].sort(comparePlaces),
      figuresFolder: figuresFolder(project),
      dependencies: dependenciesOf(project, content, outputs),
    }
    await options.published?.(report)
    return report
  })
}

function figuresFolder({ config }: Project): string {
  return posix.join(config.outDir, config.figuresDir)
}

function composeOutputs(project: Project, content: ReadProject, made: MadeFigures): OutputFile[] {
  const pictures = new Map<string, OutputFile>()
  const withFigures = new Map(content.documents.map((document) => [document.path, document]))
  const texts = [...content.paths].sort().map((path): OutputFile => {
    const document = withFigures.get(path)
    const rewritten = document && Buffer.from(rewriteDocument(project, document, made, pictures))
    return {
      kind: 'text',
      path: posix.join(project.config.outDir, path),
      read: () => rewritten ?? readFileSync(join(project.root, path)),
      documents: [path],
    }
  })
  // Pictures first: a reader who finds a document finds its pictures too.
  return [...pictures.values(), ...texts]
}

function rewriteDocument(
  project: Project,
  document: ReadDocument,
  made: MadeFigures,
  pictures: Map<string, OutputFile>,
): string {
  const { flavour, outDir } = project.config
  const mdx = /\.mdx$/i.test(document.path)
  const imports = createPictureImports(document.source)
  const documentPath = posix.join(outDir, document.path)
  const replacements = document.figures.flatMap((figure) => {
    const one = made.get(figure)
    if (one === undefined) throw new Error('a figure was neither made nor reported')
    const folder = figuresFolder(project)
    addPictures(pictures, figure, one, folder, document.path)
    const finished = finishFigure(figure, one, folder, documentPath, flavour)
    const isImported = mdx && flavour === 'figure' && finished.video !== undefined
    const named = isImported ? importFiles(finished, imports) : finished
    return [{ directive: figure.directive, figure: named }]
  })
  return rewrite(document.source, replacements, {
    flavour,
    imports: imports.toList(),
    mdx,
  }).code
}

function addPictures(
  pictures: Map<string, OutputFile>,
  figure: DocumentFigure,
  made: MadeFigure,
  folder: string,
  document: string,
): void {
  for (const file of made.published.files) {
    const path = publishedPath(figure, made, file, folder)
    const documents = [...(pictures.get(path)?.documents ?? []), document]
    pictures.set(path, {
      kind: 'picture',
      path,
      contentDigest: file.contentDigest,
      free: made.record.costCredits === 0,
      documents: [...new Set(documents)],
    })
  }
}

function toStoredSummary(document: ReadDocument): StoredSummary {
  return { ...summarizeDocument(document), digest: document.digest }
}

function dependenciesOf(
  project: Project,
  content: ReadProject,
  outputs: readonly OutputFile[],
): BuildDependencies {
  const { cacheDir, fonts, lockfile } = project.config
  const inputs = content.documents.flatMap((document) => document.inputs.map(({ path }) => path))
  inputs.push(...fonts.map(({ path }) => relative(project.root, path)))
  const withFigures = new Set(content.documents.map(({ path }) => path))
  const files = outputs.flatMap(({ documents, kind, path }) => {
    // Documents that were only copied are watched through their folder, which changes when one is
    // removed or replaced: a look at each would cost more than the rest of the build.
    const copied = kind === 'text' && !documents.some((document) => withFigures.has(document))
    return copied ? posix.dirname(path) : path
  })
  return {
    documents: content.paths,
    inputs: [...new Set(inputs)].filter((path) => existsSync(join(project.root, path))),
    outputs: [...new Set([...files, lockfile, ...listShards(project.root, cacheDir)])],
  }
}

/** Folders of the cache: they change when an entry is removed, so that the next build looks. */
function listShards(root: string, cacheDir: string): string[] {
  return ['records', 'blobs'].flatMap((kind) => {
    const folder = posix.join(cacheDir, kind)
    if (!existsSync(join(root, folder))) return [folder]
    return [folder, ...readdirSync(join(root, folder)).map((shard) => posix.join(folder, shard))]
  })
}
