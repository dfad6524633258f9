import { enableCompileCache } from 'node:module'
import { run } from './cli.js'

/** Runs the command line of this process, with its streams and signals. */
export async function runProcess(): Promise<void> {
  enableCompileCache()
  hideExperimentalWarnings()
  const interrupt = new AbortController()
  const stop = () => {
    // A second signal means now: finish nothing.
    if (interrupt.signal.aborted) process.exit(130)
    interrupt.abort(new Error('interrupted'))
    process.stderr.write('\nStopping; what is finished is kept. Press Ctrl-C again to stop now.\n')
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // A closed pipe (`figmill ls | head`) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  process.exitCode = await run(process.argv.slice(2), {
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupt.signal,
  })
}

/**
 * Node.js 22 calls SQLite (which only locks files here) and TypeScript configurations experimental.
 * That is for us to know and to test, not for an author to read at every build.
 */
function hideExperimentalWarnings(): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.stack}\n`)
  })
}
