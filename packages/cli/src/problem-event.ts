import type { Problem } from '@figmill/core'

/** A problem as `--json` tells it; what is not ours keeps its own code or name. */
export type ToldProblem =
  | Problem
  | (Omit<Problem, 'code'> & {
      code: string
      /** Of a defect: what its report needs. */
      stack?: string
    })

/** The line for a program that reads events on standard error. */
export function toProblemLine(problem: ToldProblem): string {
  return `${JSON.stringify({ type: 'problem', problem })}\n`
}
