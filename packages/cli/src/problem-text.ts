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
