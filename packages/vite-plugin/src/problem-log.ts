import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '@figmill/core'

/** What Rollup, Rolldown and Vite understand of an error or warning. */
export interface ProblemLog {
  message: string
  /** Absolute path of the file. */
  id?: string
  /** Line from 1, column from 0: Rollup's convention. */
  loc?: { file: string; line: number; column: number }
  /** The lines around the place. */
  frame?: string
}

/** @param root Absolute folder that the problem's path is relative to. */
export function toProblemLog({ code, hint, message, place }: Problem, root: string): ProblemLog {
  const text = `${message} [${code}]${hint === undefined ? '' : `\n${hint}`}`
  if (place === undefined) return { message: text }
  const file = join(root, place.file)
  const loc = { file, line: place.line, column: place.column - 1 }
  const frame = createFrame(file, loc)
  return { message: text, id: file, loc, ...(frame === undefined ? {} : { frame }) }
}

/** Where hosts take problems: a plugin's context. */
export interface ProblemContext {
  warn(log: ProblemLog): void
  error(log: ProblemLog): never
}

/** Tells warnings, then all errors, of which the first ends the hook: hosts take one error a time. */
export function reportProblems(
  context: ProblemContext,
  problems: readonly Problem[],
  root: string,
): void {
  const [first, ...others] = problems.filter(({ severity }) => severity === 'error')
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  for (const problem of [...warnings, ...others]) context.warn(toProblemLog(problem, root))
  if (first !== undefined) context.error(toProblemLog(first, root))
}

const linesAround = 2

function createFrame(
  file: string,
  { column, line }: { line: number; column: number },
): string | undefined {
  const lines = readLines(file)
  if (lines === undefined) return undefined
  const first = Math.max(0, line - 1 - linesAround)
  const shown = lines.slice(first, line + linesAround)
  const width = String(first + shown.length).length
  return shown
    .flatMap((text, index) => {
      const number = first + index + 1
      const row = `${String(number).padStart(width)} | ${text}`
      // Tabs stay tabs, so that the marker stands below its character.
      const indent = text.slice(0, column).replace(/[^\t]/g, ' ')
      return number === line ? [row, `${' '.repeat(width)} | ${indent}^`] : [row]
    })
    .join('\n')
}

function readLines(file: string): string[] | undefined {
  try {
    return readFileSync(file, 'utf8').split(/\r\n|\r|\n/)
  } catch {
    return undefined
  }
}
