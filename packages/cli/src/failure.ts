import { FigureError, formatProblem, type Problem, ProblemsError, toProblem } from '@figmill/core'
import type { CommandOptions } from './command-line.js'
import { type ExitCode, exitCodes, type Terminal } from './terminal.js'

/** Tells why a command failed, all problems at once, and with which code the process ends. */
export function reportFailure(
  error: unknown,
  { command, options, terminal }: { command: string; options: CommandOptions; terminal: Terminal },
): ExitCode {
  if (terminal.signal.aborted) {
    terminal.stderr.write('figmill: interrupted; nothing is left half written\n')
    return exitCodes.interrupted
  }
  // What is not ours is a defect of ours: the stack belongs in the report of it.
  if (!(error instanceof FigureError)) throw error
  const problems: readonly Problem[] =
    error instanceof ProblemsError ? error.problems : [toProblem(error)]
  const exitCode = exitCodeOf(problems)
  if (options.json) {
    terminal.stdout.write(
      `${JSON.stringify({ command, ok: false, exitCode, problems }, null, 2)}\n`,
    )
  }
  for (const problem of problems) terminal.stderr.write(`${formatProblem(problem)}\n`)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const what = exitCode === exitCodes.missing ? 'missing figure' : 'error'
  terminal.stderr.write(`\nfigmill ${command}: ${errors} ${what}${errors === 1 ? '' : 's'}\n`)
  return exitCode
}

const machineFailures = new Set<Problem['code']>([
  'artifact-invalid',
  'cache-corrupt',
  'cache-unavailable',
  'file-unwritable',
  'render-failed',
])

function exitCodeOf(problems: readonly Problem[]): ExitCode {
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.every(({ code }) => code === 'figure-missing')) return exitCodes.missing
  if (errors.some(({ code }) => machineFailures.has(code))) return exitCodes.figureFailed
  return exitCodes.badInput
}
