import { type Problem, ProblemsError } from '@figmill/core'

/** Throws every error at once, in the order of files and places; warnings alone pass. */
export function throwIfErrors(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new ProblemsError(withoutRepeats(errors).sort(comparePlaces))
}

/** A wrong default is wrong for every figure. */
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const keyOf = ({ message, place }: Problem) => JSON.stringify([place, message])
  return [...new Map(problems.map((problem) => [keyOf(problem), problem])).values()]
}

export function comparePlaces(a: Problem, b: Problem): number {
  const fileA = a.place?.file ?? ''
  const fileB = b.place?.file ?? ''
  if (fileA !== fileB) return fileA < fileB ? -1 : 1
  return (
    (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0)
  )
}
