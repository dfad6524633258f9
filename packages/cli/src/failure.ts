import {
  FigureError,
  hideSecrets,
  hintForFailure,
  type Problem,
  problemsOf,
  systemErrorCode,
} from '@figmill/core'
import type { CommandOptions } from './command-line.js'
import { count } from './count.js'
import { type ToldProblem, writeProblems } from './problem-event.js'
import { type ExitCode, exitCodes, type Terminal } from './terminal.js'

/** Tells why a command failed, all problems at once, and with which code the process ends. */
export function reportFailure(
  error: unknown,
  { command, options, terminal }: { command: string; options: CommandOptions; terminal: Terminal },
): ExitCode {
  const { signal, stderr, stdout } = terminal
  const failures = signal.aborted ? besidesInterrupt(error, signal.reason) : explain(error)
  const exitCode = signal.aborted ? exitCodes.interrupted : exitCodeOf(error)
  if (options.json) {
    const problems = signal.aborted ? [...failures, interrupted] : failures
    stdout.write(`${JSON.stringify({ command, ok: false, exitCode, problems }, null, 2)}\n`)
    writeProblems(stderr, problems, options)
    return exitCode
  }
  writeProblems(stderr, failures, options)
  const summary = signal.aborted ? interruptedText : summarize(failures, exitCode)
  stderr.write(`${failures.length > 0 ? '\n' : ''}figmill: ${summary}\n`)
  return exitCode
}

/** Tells what went wrong beside the work of a command: its result stands. */
export function reportWarning(
  error: unknown,
  {
    what,
    hint,
    options,
    terminal,
  }: { what: string; hint: string; options: CommandOptions; terminal: Terminal },
): void {
  const message = `${what}: ${messageOf(error)}`
  const code = systemErrorCode(error) ?? nameOf(error)
  writeProblems(terminal.stderr, [{ code, severity: 'warning', message, hint }], options)
}

const interrupted: ToldProblem = {
  code: 'interrupted',
  severity: 'error',
  message: 'interrupted',
  hint: 'No file is left half written, and the next build goes on from here.',
}

const interruptedText =
  'interrupted; no file is left half written, and the next build goes on from here'

/** What failed by itself when a command was interrupted. */
function besidesInterrupt(error: unknown, reason: unknown): readonly ToldProblem[] {
  if (error === reason || (error instanceof Error && error.cause === reason)) return []
  return explain(error).filter(({ code }) => code !== 'interrupted')
}

function explain(error: unknown): readonly ToldProblem[] {
  if (error instanceof FigureError) return problemsOf(error)
  const message = messageOf(error)
  const code = systemErrorCode(error)
  if (code !== undefined && /^E[A-Z0-9]+$/.test(code)) {
    return [{ code, severity: 'error', message, hint: hintForFailure(error) }]
  }
  return [
    {
      code: nameOf(error),
      severity: 'error',
      message,
      hint: 'This is a defect of figmill; please report it with its stack.',
      stack: hideSecrets((error instanceof Error && error.stack) || message),
    },
  ]
}

function messageOf(error: unknown): string {
  return hideSecrets(error instanceof Error ? error.message : String(error))
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error'
}

function summarize(problems: readonly ToldProblem[], exitCode: ExitCode): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  return count(errors, exitCode === exitCodes.missing ? 'missing figure' : 'error')
}

const machineFailures = new Set<Problem['code']>([
  'artifact-invalid',
  'cache-corrupt',
  'cache-unavailable',
  'file-unwritable',
  'ledger-unavailable',
  'render-failed',
  'service-failed',
  'service-left-alone',
  'service-refused',
  'service-unavailable',
])

function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof FigureError)) return exitCodes.figureFailed
  const errors = problemsOf(error).filter(({ severity }) => severity === 'error')
  if (errors.every(({ code }) => code === 'figure-missing')) return exitCodes.missing
  if (errors.some(({ code }) => machineFailures.has(code))) return exitCodes.figureFailed
  // What a person must know first: then money that waits for an outcome, then the budget.
  if (errors.some(({ code }) => code === 'figure-parked')) return exitCodes.parked
  if (errors.some(({ code }) => code === 'budget-exceeded')) return exitCodes.budget
  return exitCodes.badInput
}
