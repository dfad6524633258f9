import { suggestName } from '../../../../nearest-name.js'
import type { FieldProblem } from '../../../../problem.js'
import type { Chart, ChartRow } from '../chart.js'
import { markRules } from '../mark-rules.js'

/**
 * Reads `row: text`, several with semicolons, and puts each text on its row. A row is found by
 * its name or its x, and where several have it by both x and series: `2020, Rust: first release`.
 */
export function annotateRows(text: string, chart: Chart): FieldProblem[] {
  const refuse = (message: string, hint?: string): FieldProblem[] => [
    { field: 'annotate', code: 'attribute-invalid', message, hint },
  ]
  if (markRules[chart.mark].takes !== 'values') {
    return refuse(`A ${chart.mark} plot does not draw each row, so \`annotate\` finds none`)
  }
  for (const part of text.split(';').filter((item) => item.trim() !== '')) {
    const [, name, note] = /^\s*(.+?):\s+(.+?)\s*$/.exec(part) ?? []
    if (name === undefined || note === undefined) {
      const message = `\`annotate\` holds \`${part.trim()}\`, expected a row and a text`
      return refuse(message, 'Write `annotate="ViT-B/16: best"`.')
    }
    const found = chart.rows.filter((row) => namesOf(row).includes(name))
    const [row, ...others] = found
    if (row === undefined) {
      const names = new Set(chart.rows.map(({ label, x }) => label ?? String(x)))
      return refuse(
        `\`annotate\` names \`${name}\`, and no row has that name or x`,
        suggestName(name, [...names].slice(0, 20)),
      )
    }
    if (others.length > 0) {
      const hint = `Name one of them with its series or panel, such as \`${namesOf(row).at(-1)}\`.`
      return refuse(`\`annotate\` names \`${name}\`, which ${found.length} rows have`, hint)
    }
    row.note = note
  }
  return []
}

/** What a row may be called, the shortest first. */
function namesOf({ facet, label, series, x }: ChartRow): string[] {
  const own = label === undefined ? [String(x)] : [label, String(x)]
  const place = String(x)
  const more = [[series], [facet], [series, facet]]
    .filter((parts) => parts.every((part) => part !== undefined))
    .map((parts) => [place, ...parts].join(', '))
  return [...own, ...more]
}
