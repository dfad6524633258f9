import { FigureError, type FigureErrorCode } from './errors.js'

/** A place in a text file. */
export interface Place {
  /** Path relative to the project root, `/`-separated. */
  file: string
  /** Line, from 1. */
  line: number
  /** Column in UTF-16 code units, from 1. */
  column: number
}

/** Something to tell the author: where, what was seen, what was expected, what to do. */
export interface Problem {
  code: FigureErrorCode
  severity: 'error' | 'warning'
  message: string
  hint?: string | undefined
  place?: Place | undefined
}

/** A problem with one named field of a figure; the edge that knows the text adds the place. */
export interface FieldProblem {
  /** Attribute name, or `data`, `prompt`, `source` for what the body gave. */
  field: string
  code: FigureErrorCode
  message: string
  hint?: string | undefined
  severity?: 'error' | 'warning' | undefined
}

/** Several problems as one exception: all errors of a run are reported at once. */
export class ProblemsError extends FigureError {
  override name = 'ProblemsError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const first = problems[0]
    super(first?.code ?? 'usage', problems.map(formatProblem).join('\n'))
    this.problems = problems
  }
}

/** Converts anything thrown to a problem, keeping code and hint when it is ours. */
export function toProblem(error: unknown, place?: Place): Problem {
  if (error instanceof FigureError) {
    return { code: error.code, severity: 'error', message: error.message, hint: error.hint, place }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'render-failed', severity: 'error', message, place }
}

/** The problems of anything thrown, at `place` where it names none itself. */
export function problemsOf(error: unknown, place?: Place): readonly Problem[] {
  return error instanceof ProblemsError ? error.problems : [toProblem(error, place)]
}

/** One problem as text: `file:line:column: error: message [code]`, and the hint on its own line. */
export function formatProblem(problem: Problem): string {
  const { place } = problem
  const where = place ? `${place.file}:${place.line}:${place.column}: ` : ''
  const hint = problem.hint ? `\n    ${problem.hint}` : ''
  return `${where}${problem.severity}: ${problem.message} [${problem.code}]${hint}`
}
