/** `1 figure`, `2 figures`, `0.3 credits`. */
export function count(number: number, noun: string): string {
  return `${amount(number)} ${noun}${number === 1 ? '' : 's'}`
}

/** Sums of fractions of credits, without what binary fractions add to them. */
export function amount(number: number): number {
  return Math.round(number * 1e6) / 1e6
}
