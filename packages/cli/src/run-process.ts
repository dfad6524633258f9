import { FigureError } from '@figmill/core/internal-warm'
import { run } from './cli.js'
import { wantsJson } from './command-line.js'
import type { ToldProblem } from './problem-event.js'
import { exitCodes, type Terminal } from './terminal.js'

/** How long more signals are the first one again: npm passes on what the terminal sends to all. */
const echoMs = 1_000

/** Runs the command line of this process, with its streams and signals. */
export async function runProcess(): Promise<void> {
  tellWarnings()
  const interrupt = new AbortController()
  let mayBeEcho = true
  const stop = (signal: NodeJS.Signals) => {
    if (interrupt.signal.aborted) {
      // A later one means now: finish nothing. A terminal that closes is nobody's impatience.
      if (signal !== 'SIGHUP' && !mayBeEcho) process.exit(130)
      return
    }
    // One that came while something kept this thread busy is handled before the immediate.
    setTimeout(() => setImmediate(() => (mayBeEcho = false)), echoMs).unref()
    interrupt.abort(new FigureError('interrupted', 'the run was interrupted'))
    // In the place of the `^C` that a terminal shows.
    if (process.stderr.isTTY) openStandardError().write('\r\u001B[K')
    tell({
      code: 'interrupted',
      severity: 'warning',
      message: 'stopping; what is finished is kept',
      hint: 'Interrupt it again to stop now.',
    })
  }
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop)
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
    notices,
  })
  // Output that was lost is a failure of a command that had none.
  process.exitCode = code === exitCodes.done ? (process.exitCode ?? code) : code
  // What npm passes on may come after the end of what the first signal has stopped.
  if (!interrupt.signal.aborted)
    process.off('SIGINT', stop).off('SIGTERM', stop).off('SIGHUP', stop)
  endInTime()
}

/** How long whatever was left open may keep the process alive when its work is done. */
const graceMs = 2_000

/** A connection that cannot be closed, as of a shared cache that is down, keeps nobody waiting. */
function endInTime(): void {
  // Not before a slow reader has all of both.
  const end = () =>
    openStandardOutput().write('', () => openStandardError().write('', () => process.exit()))
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

const notices: NonNullable<Terminal['notices']> = {}

/** Tells what no command tells. */
function tell(problem: ToldProblem): void {
  void import('./problem-event.js')
    .then(({ writeProblems }) => {
      const stderr = openStandardError()
      const write = notices.say ?? stderr.write.bind(stderr)
      writeProblems({ write }, [problem], { json: wantsJson(process.argv.slice(2)) })
    })
    // A notice that cannot be loaded ends no command: it may be paying.
    .catch(ignore)
}

/** A reader that went away: a closed pipe, a stream that knows of it. */
const readerGone = new Set(['EPIPE', 'ERR_STREAM_DESTROYED'])

/**
 * Whoever stops reading (`figmill ls | head`) does not end the command: it may be paying, and its
 * own code is the answer. Output that is lost otherwise, as on a full disk, is told.
 */
function handleOutputError({ code = '', message }: NodeJS.ErrnoException): void {
  // A terminal that was closed fails like a disk.
  if (readerGone.has(code) || (code === 'EIO' && process.stdout.isTTY)) return
  process.exitCode ||= exitCodes.figureFailed
  tell({ code, severity: 'error', message: `standard output is lost: ${message}` })
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
    tell({ code, severity: 'warning', message })
  })
}
