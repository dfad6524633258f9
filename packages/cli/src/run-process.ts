import { run } from './cli.js'
import type { ToldProblem } from './problem-event.js'
import { exitCodes } from './terminal.js'
import { toVisibleLine } from './visible-text.js'

/** Runs the command line of this process, with its streams and signals. */
export async function runProcess(): Promise<void> {
  tellWarnings()
  const interrupt = new AbortController()
  const stop = () => {
    // A second signal means now: finish nothing.
    if (interrupt.signal.aborted) process.exit(130)
    interrupt.abort(new Error('interrupted'))
    void tell('\nStopping; what is finished is kept. Press Ctrl-C again to stop now.\n', {
      code: 'interrupted',
      severity: 'warning',
      message: 'stopping; what is finished is kept',
      hint: 'Interrupt it again to stop now.',
    })
  }
  // A terminal that closes and the shell in it both send one: the second is nobody's impatience.
  const hangUp = () => {
    if (!interrupt.signal.aborted) stop()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', hangUp)
  const code = await run(process.argv.slice(2), {
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
      return openStandardError()
    },
    signal: interrupt.signal,
  })
  // Output that was lost is a failure of a command that had none.
  process.exitCode = code === exitCodes.done ? (process.exitCode ?? code) : code
  process.off('SIGINT', stop).off('SIGTERM', stop).off('SIGHUP', hangUp)
  endInTime()
}

/** How long whatever was left open may keep the process alive when its work is done. */
const graceMs = 2_000

/** A connection that cannot be closed, as of a shared cache that is down, keeps nobody waiting. */
function endInTime(): void {
  const end = () => process.stdout.write('', () => process.exit())
  setTimeout(end, graceMs).unref()
}

function openStandardOutput(): NodeJS.WriteStream {
  const { stdout } = process
  if (stdout.listenerCount('error', handleOutputError) === 0) {
    stdout.on('error', handleOutputError)
  }
  return stdout
}

function openStandardError(): NodeJS.WriteStream {
  const { stderr } = process
  // There is nobody left to tell.
  if (stderr.listenerCount('error', ignore) === 0) stderr.on('error', ignore)
  return stderr
}

const ignore = () => {}

/** Tells what no command tells: to people as text, to a program as an event. */
async function tell(text: string, problem: ToldProblem): Promise<void> {
  if (!process.argv.includes('--json')) {
    openStandardError().write(text)
    return
  }
  const { toProblemLine } = await import('./problem-event.js')
  openStandardError().write(toProblemLine(problem))
}

/** A reader that went away: a closed pipe, a stream that knows of it, a closed terminal. */
const readerGone = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'EIO'])

/**
 * Whoever stops reading (`figmill ls | head`) does not end the command: it may be paying, and its
 * own code is the answer. Output that is lost otherwise, as on a full disk, is told.
 */
function handleOutputError({ code = '', message }: NodeJS.ErrnoException): void {
  if (readerGone.has(code)) return
  process.exitCode ||= exitCodes.figureFailed
  const seen = `standard output is lost: ${message}`
  void tell(`figmill: ${toVisibleLine(seen)}\n`, { code, severity: 'error', message: seen })
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
    const { code = warning.name } = warning
    void tell(`warning: ${toVisibleLine(message)}\n`, { code, severity: 'warning', message })
  })
}
