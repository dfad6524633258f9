import {
  FigureError,
  hideSecrets,
  type Problem,
  ProblemsError,
  systemErrorCode,
  toProblem,
} from '@figmill/core'
import type { CommandOptions } from './command-line.js'
import { count } from './count.js'
import { type ToldProblem, toProblemLine } from './problem-event.js'
import { toVisibleProblems } from './problem-text.js'
import { type ExitCode, exitCodes, type Terminal } from './terminal.js'
import { toVisible, toVisibleLine } from './visible-text.js'

interface Told {
  exitCode: ExitCode
  problems: readonly ToldProblem[]
  /** For people; ends with a newline. */
  text: string
}

/** Tells why a command failed, all problems at once, and with which code the process ends. */
export function reportFailure(
  error: unknown,
  { command, options, terminal }: { command: string; options: CommandOptions; terminal: Terminal },
): ExitCode {
  const { exitCode, problems, text } = terminal.signal.aborted ? interrupted : tell(error)
  if (options.json) {
    terminal.stdout.write(
      `${JSON.stringify({ command, ok: false, exitCode, problems }, null, 2)}\n`,
    )
  }
  terminal.stderr.write(options.json ? problems.map(toProblemLine).join('') : text)
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
  terminal.stderr.write(
    options.json
      ? toProblemLine({ code, severity: 'warning', message, hint })
      : `warning: ${toVisibleLine(message)}\n    ${hint}\n`,
  )
}

const interrupted: Told = {
  exitCode: exitCodes.interrupted,
  problems: [
    {
      code: 'interrupted',
      severity: 'error',
      message: 'interrupted',
      hint: 'No file is left half written, and the next build goes on from here.',
    },
  ],
  text: 'figmill: interrupted; no file is left half written, and the next build goes on from here\n',
}

function tell(error: unknown): Told {
  if (error instanceof FigureError) return tellProblems(error)
  const message = messageOf(error)
  const code = systemErrorCode(error)
  if (code !== undefined && /^E[A-Z0-9]+$/.test(code)) {
    return {
      exitCode: exitCodes.figureFailed,
      problems: [{ code, severity: 'error', message }],
      text: `figmill: ${toVisible(message)}\n`,
    }
  }
  const stack = hideSecrets((error instanceof Error && error.stack) || message)
  return {
    exitCode: exitCodes.figureFailed,
    problems: [
      {
        code: nameOf(error),
        severity: 'error',
        message,
        hint: 'This is a defect of figmill; please report it with its stack.',
        stack,
      },
    ],
    text: `${toVisible(stack)}\n\nfigmill: this is a defect of figmill; please report it with the lines above\n`,
  }
}

function messageOf(error: unknown): string {
  return hideSecrets(error instanceof Error ? error.message : String(error))
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error'
}

function tellProblems(error: FigureError): Told {
  const problems = error instanceof ProblemsError ? error.problems : [toProblem(error)]
  const exitCode = exitCodeOf(problems)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const what = exitCode === exitCodes.missing ? 'missing figure' : 'error'
  const text = `${toVisibleProblems(problems)}\nfigmill: ${count(errors, what)}\n`
  return { exitCode, problems, text }
}

const machineFailures = new Set<Problem['code']>([
  'artifact-invalid',
  'cache-corrupt',
  'cache-unavailable',
  'file-unwritable',
  'ledger-unavailable',
  'render-failed',
  'service-failed',
  'service-refused',
  'service-unavailable',
])

function exitCodeOf(problems: readonly Problem[]): ExitCode {
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.every(({ code }) => code === 'figure-missing')) return exitCodes.missing
  if (errors.some(({ code }) => machineFailures.has(code))) return exitCodes.figureFailed
  // What a person must know first: then money that waits for an outcome, then the budget.
  if (errors.some(({ code }) => code === 'figure-parked')) return exitCodes.parked
  if (errors.some(({ code }) => code === 'budget-exceeded')) return exitCodes.budget
  return exitCodes.badInput
}
