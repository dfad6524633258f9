import { randomUUID } from 'node:crypto'
import { basename, relative, resolve } from 'node:path'
import { systemErrorCode } from '@figmill/core'
import { watch } from 'chokidar'
import { cleanUp } from './clean-up.js'
import type { CommandContext } from './command.js'
import { reportFailure, reportWarning } from './failure.js'
import { type ExitCode, exitCodes } from './terminal.js'
import { identifyBuild } from './warm-build.js'

/** Quiet time after a change before building: editors write a file in several steps. */
const settleMs = 80

/** Names of documents, data and configurations: no other file, such as a log, is a reason to build. */
const reason =
  /\.(?:md|mdx|markdown|qmd|rmd|csv|tsv|json|ya?ml|txt|png|jpe?g|webp|gif|pdf|otf|ttf)$|^figmill\.config\.[cm]?[jt]s$/i

/** Builds, then builds again after every change, until it is interrupted. Failures are told and waited out. */
export async function watchBuild(context: CommandContext): Promise<ExitCode> {
  const { options, operands, terminal } = context
  const { close, root, written } = await identifyBuild(terminal.cwd, operands, options)
  // Its builds leave the shared cache open for the next one.
  if (close !== undefined) context.cleanups.push(close)
  // Where the folder of the documents is written to itself, the build tells.
  const own = Object.values(written).filter((path) => path !== '')
  const watcher = watch(root, {
    ignoreInitial: true,
    ignored: (path) => {
      const name = relative(root, path).replaceAll('\\', '/')
      return (
        /(?:^|\/)(?:node_modules|\.[^/]+)(?:\/|$)/.test(name) ||
        own.some((path) => isWithin(name, path))
      )
    },
  })
  const changes = createChangeQueue(terminal.signal)
  // Not as much again at every change of a file.
  const run = randomUUID()
  const named = [...operands, ...(options.config ? [options.config] : [])]
  const alsoReasons = new Set(named.map((path) => resolve(terminal.cwd, path)))
  watcher.on('all', (_, path) => {
    if (reason.test(basename(path)) || alsoReasons.has(path)) changes.note()
  })
  const told = new Set<string | undefined>()
  // What is watched still starts builds.
  watcher.on('error', (error) => {
    const code = systemErrorCode(error)
    // The limit of the system is told for each folder beyond it: once is enough.
    if (told.has(code)) return
    told.add(code)
    const more = code === 'ENOSPC' ? 'Raise `fs.inotify.max_user_watches` with `sysctl`. ' : ''
    reportWarning(error, {
      what: 'not everything is watched',
      hint: `${more}Changes there are seen by the next build; start it yourself.`,
      options,
      terminal,
    })
  })
  try {
    do {
      await buildOnce({ ...context, run })
      if (terminal.signal.aborted) return exitCodes.interrupted
      // A program reads lines of JSON there, and knows by the result that the build is done.
      if (!options.json) terminal.stderr.write('Watching for changes; press Ctrl-C to stop.\n')
    } while (await changes.next())
  } finally {
    await watcher.close()
  }
  return exitCodes.done
}

async function buildOnce(context: CommandContext): Promise<void> {
  const { operands, options, terminal } = context
  const own = { ...context, cleanups: [] }
  try {
    const { buildDocuments } = await import('./build-documents.js')
    const identity = await identifyBuild(terminal.cwd, operands, options)
    await buildDocuments(own, identity)
  } catch (error) {
    reportFailure(error, { command: 'build', options, terminal })
  } finally {
    await cleanUp(own)
  }
}

function isWithin(name: string, folder: string): boolean {
  return name === folder || name.startsWith(`${folder}/`)
}

/** Turns a stream of changes into one answer per quiet moment. */
function createChangeQueue(signal: AbortSignal) {
  let changed = false
  let wake = () => {}
  signal.addEventListener('abort', () => wake(), { once: true })
  return {
    note() {
      changed = true
      wake()
    },
    /** Resolves with `true` after the next change, with `false` when interrupted. */
    async next(): Promise<boolean> {
      while (!changed && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      while (changed && !signal.aborted) {
        changed = false
        await new Promise((resolve) => setTimeout(resolve, settleMs))
      }
      return !signal.aborted
    },
  }
}
