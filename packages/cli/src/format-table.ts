import { toVisibleLine } from './visible-text.js'

/** Rows as lines, columns aligned, two spaces between; an empty table is empty text. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  const visible = rows.map((row) => row.map(toVisibleLine))
  for (const row of visible) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    })
  }
  return visible
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
