import { run } from './cli.js'
import { toVisibleLine } from './visible-text.js'

/** Runs the command line of this process, with its streams and signals. */
export async function runProcess(): Promise<void> {
  tellWarnings()
  const interrupt = new AbortController()
  const stop = () => {
    // A second signal means now: finish nothing.
    if (interrupt.signal.aborted) process.exit(130)
    interrupt.abort(new Error('interrupted'))
    process.stderr.write('\nStopping; what is finished is kept. Press Ctrl-C again to stop now.\n')
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.exitCode = await run(process.argv.slice(2), {
    cwd: process.cwd(),
    env: process.env,
    // Node.js opens a stream when it is first named, and few commands need all three.
    get stdin() {
      return process.stdin
    },
    get stdout() {
      return openStandardOutput()
    },
    get stderr() {
      return process.stderr
    },
    signal: interrupt.signal,
  })
}

function openStandardOutput(): NodeJS.WriteStream {
  const { stdout } = process
  if (stdout.listenerCount('error', handleOutputError) === 0) {
    stdout.on('error', handleOutputError)
  }
  return stdout
}

/** A closed pipe (`figmill ls | head`) is no failure of ours. */
function handleOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}

/**
 * Node.js 22 calls SQLite (which only locks files here) and TypeScript configurations experimental,
 * and wants a `type` in the package of every configuration. That is for us to know and to test,
 * not for an author to read at every build.
 */
function tellWarnings(): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning: Error & { code?: string }) => {
    if (warning.name === 'ExperimentalWarning') return
    if (warning.code === 'MODULE_TYPELESS_PACKAGE_JSON') return
    const message = warning.message.replace(/\s*\n\s*/g, ' ')
    process.stderr.write(`warning: ${toVisibleLine(message)}\n`)
  })
}
