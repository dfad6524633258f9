/**
 * Text on one line, well formed and trimmed: white space that holds a control character or a line
 * ending becomes one space, other spaces stay.
 */
export function toOneLine(value: string): string {
  return value
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, (run) => (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(run) ? ' ' : run))
    .trim()
}
