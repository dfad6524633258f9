import { formatProblem, type Problem } from '@figmill/core'
import { toVisible, toVisibleLine } from './visible-text.js'

/** A problem as people read it on a terminal. */
export function toVisibleProblem(problem: Problem): string {
  const { place } = problem
  const file = place && toVisibleLine(place.file)
  return toVisible(
    formatProblem(place && file ? { ...problem, place: { ...place, file } } : problem),
  )
}

/** Several of them: what to do about neighbours that need the same is said once. */
export function toVisibleProblems(problems: readonly Problem[]): string {
  const texts = problems.map((problem, index) =>
    toVisibleProblem(
      problem.hint === problems[index + 1]?.hint ? { ...problem, hint: undefined } : problem,
    ),
  )
  return texts.map((text) => `${text}\n`).join('')
}
