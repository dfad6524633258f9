import leven, { closestMatch } from 'leven'

/** The known name a typo most likely meant, or nothing when none is near. */
export function nearestName(seen: string, known: readonly string[]): string | undefined {
  const maxDistance = Math.max(1, Math.floor(seen.length * 0.4))
  const nearest = closestMatch(seen, [...known])
  return nearest !== undefined && leven(seen, nearest) <= maxDistance ? nearest : undefined
}

/** `Did you mean `x`?`, or the list of what is known. */
export function suggestName(seen: string, known: readonly string[]): string {
  const nearest = nearestName(seen, known)
  if (nearest !== undefined) return `Did you mean \`${nearest}\`?`
  return `Expected one of ${known.map((name) => `\`${name}\``).join(', ')}.`
}
