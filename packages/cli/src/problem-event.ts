import { formatProblem, type Problem } from '@figmill/core'
import type { CommandOptions } from './command-line.js'
import type { Output } from './terminal.js'
import { toVisible, toVisibleLine } from './visible-text.js'

/** A problem as it is told; what is not ours keeps its own code or name. */
export interface ToldProblem extends Omit<Problem, 'code'> {
  code: string
  /** Of a defect: what its report needs. */
  stack?: string
}

/** Tells problems: to a person as text, to a program with an event on each line. */
export function writeProblems(
  stderr: Pick<Output, 'write'>,
  problems: readonly ToldProblem[],
  { json }: Pick<CommandOptions, 'json'>,
): void {
  const texts = json ? problems.map(toEvent) : problems.map(toText)
  if (texts.length > 0) stderr.write(texts.map((text) => `${text}\n`).join(''))
}

function toEvent(problem: ToldProblem): string {
  return JSON.stringify({ type: 'problem', problem })
}

/** What to do about neighbours that need the same is said once. */
function toText(problem: ToldProblem, index: number, all: readonly ToldProblem[]): string {
  const { hint, place, stack } = problem
  const text = formatProblem({
    ...problem,
    // Any code is told like one of ours.
    code: problem.code as Problem['code'],
    place: place && { ...place, file: toVisibleLine(place.file) },
    hint: hint === all[index + 1]?.hint ? undefined : hint,
  })
  return toVisible(stack === undefined ? text : `${text}\n${stack}`)
}
