import { join, relative } from 'node:path'
import { FigureError, formatProblem, hideSecrets, type Problem, problemsOf } from '@figmill/core'
import {
  checkOptions,
  type HostSession,
  mayHaveFigures,
  readProject,
  warmHost,
  withHostSession,
} from 'remark-figmill/internal-project'
import type { Plugin, ResolvedConfig } from 'vite'
import { type Options, optionKinds } from './options.js'
import { reportProblems } from './problem-log.js'
import { rewriteDocument } from './rewrite-document.js'

/** No query: `page.md?raw` is what its author wrote. */
const documentPattern = /\.mdx?$/i

/**
 * figmill for Vite: makes every figure before a build, and replaces the directives in documents as
 * they load. While developing, a figure is made when the document that shows it is asked for.
 *
 * @throws {ProblemsError} `config-invalid` for options that are wrong.
 */
export function figmill(options: Options = {}): Plugin {
  checkOptions(options, optionKinds)
  /** Documents that could not be rewritten, with the files they were read from. */
  const failing = new Map<string, Set<string>>()
  let config: ResolvedConfig
  let project: HostSession['project']
  let warming: Promise<void> | undefined

  const withSession = <Result>(work: (session: HostSession) => Result | Promise<Result>) =>
    withHostSession(options, config.root, work, maySpend(config))

  /** Makes the figures of all documents ahead of the first request; what is wrong is only told. */
  async function warmInBackground(): Promise<void> {
    try {
      await withSession((session) => warmHost(session, { writeLockfile: false }))
    } catch (error) {
      // Nobody waits for this: what is thrown on would end the server, a defect of ours too.
      const told =
        error instanceof FigureError ? problemsOf(error).map(formatProblem) : [stackOf(error)]
      for (const text of told) config.logger.warn(text)
    }
  }

  /** What may put a failed warm-up right when it changes; `figmill warm` writes the lockfile. */
  async function listInputs(problems: readonly Problem[]): Promise<string[]> {
    const { config, configPath, root } = project
    const places = problems.flatMap(({ place }) => place?.file ?? [])
    const files = [...places, ...(await listDocuments()), config.lockfile]
    return [...files.map((path) => join(root, path)), configPath ?? []].flat()
  }

  /** The documents and what they are read from; none where the configuration cannot be read. */
  async function listDocuments(): Promise<string[]> {
    try {
      const { documents, paths } = await withSession(({ project }) => readProject(project))
      return [...paths, ...documents.flatMap(({ inputs }) => inputs.map(({ path }) => path))]
    } catch {
      return []
    }
  }

  return {
    name: 'figmill',
    enforce: 'pre',
    sharedDuringBuild: true,
    apply: (_, { isPreview }) => isPreview !== true,

    config({ server }) {
      if (server?.watch === null) return undefined
      // What is in the cache never changes under one name.
      const ignored = (path: string) => project !== undefined && isInCache(path, project)
      return { server: { watch: { ignored: [ignored] } } }
    },

    async configResolved(resolved) {
      config = resolved
      project = await withSession((session) => session.project)
      const { configPath } = project
      // Vite restarts its server when one of these changes.
      if (configPath !== undefined) resolved.configFileDependencies.push(slashed(configPath))
    },

    async buildStart() {
      if (config.command === 'serve') {
        warming ??= warmInBackground()
        return
      }
      const { root } = project
      try {
        const warnings = await withSession((session) => warmHost(session, { writeLockfile: true }))
        reportProblems(this, warnings, root)
      } catch (error) {
        if (!(error instanceof FigureError)) throw error
        const problems = problemsOf(error)
        // A build that watches has loaded no module whose change would start it again.
        if (this.meta.watchMode) {
          for (const file of await listInputs(problems)) this.addWatchFile(file)
        }
        reportProblems(this, problems, root)
      }
    },

    /** A server that closes leaves no work behind. */
    async buildEnd() {
      await warming
      warming = undefined
    },

    transform: {
      order: 'pre',
      filter: { id: documentPattern },
      async handler(source, id) {
        // Vite before 6.3 knows no filter.
        if (!documentPattern.test(id) || id.startsWith('\0')) return null
        failing.delete(id)
        if (!mayHaveFigures(source)) return null
        const { inputs, problems, rewritten } = await withSession((session) =>
          rewriteDocument(session, id, source, {
            rewrite: options.rewrite ?? true,
            images: options.images ?? defaultImages(config),
          }),
        )
        for (const input of inputs) this.addWatchFile(input)
        const hasFailed = problems.some(({ severity }) => severity === 'error')
        if (hasFailed) failing.set(id, new Set(inputs.map(slashed)))
        // In a build, the warm-up has told of warnings.
        if (hasFailed || config.command === 'serve') {
          reportProblems(this, problems, project.root)
        }
        return rewritten === undefined ? null : { code: rewritten.code, map: rewritten.map() }
      },
    },

    /**
     * Vite does not know what a module imports that never loaded, and tells the page nothing when
     * that is put right: so the page is loaded again.
     */
    hotUpdate({ file, type }) {
      const isRelevant = [...failing].some(
        ([id, inputs]) => type === 'create' || id === file || inputs.has(file),
      )
      if (isRelevant) this.environment.hot.send({ type: 'full-reload' })
    },
  }
}

/** Saving a file is no order: neither a dev server nor `vite build --watch` buys anything. */
function maySpend({ command, environments }: ResolvedConfig): boolean {
  return command === 'build' && Object.values(environments).every(({ build }) => !build.watch)
}

/** Plain MDX leaves the addresses of Markdown images as they are, and Vite then does not find the files. */
function defaultImages({ plugins }: ResolvedConfig): 'markdown' | 'import' {
  return plugins.some(({ name }) => name === '@mdx-js/rollup') ? 'import' : 'markdown'
}

function stackOf(error: unknown): string {
  return hideSecrets((error instanceof Error && error.stack) || String(error))
}

function isInCache(path: string, { config, root }: HostSession['project']): boolean {
  const fromCache = relative(join(root, config.cacheDir), path)
  return !/^\.\.(?:[\\/]|$)/.test(fromCache)
}

/** Paths as Vite writes them. */
function slashed(path: string): string {
  return path.replaceAll('\\', '/')
}
