import type { CompositeBody } from './bodies.ts'
import { Refusal } from './refusal.ts'
import type { Size } from './task-plan.ts'

/**
 * Size of a grid of panels. All cells are as large as the widest and the tallest panel need; a label
 * adds the height of its font. Rows and columns of the layout that stay empty take no room.
 *
 * @throws Refusal with 422 when the panels do not fit into the layout.
 */
export function sizeOfComposite(
  panels: readonly Size[],
  {
    label_font_size,
    layout,
    spacing,
  }: Pick<CompositeBody, 'label_font_size' | 'layout' | 'spacing'>,
): Size {
  const count = panels.length
  const square = Math.ceil(Math.sqrt(count))
  const [rows = 0, columns = 0] =
    layout === 'auto' ? [Math.ceil(count / square), square] : layout.split('x').map(Number)
  if (rows * columns < count)
    throw new Refusal(422, `Layout ${layout} has room for ${rows * columns} of ${count} panels`)
  const usedColumns = Math.min(columns, count)
  const usedRows = Math.ceil(count / columns)
  const cellWidth = Math.max(...panels.map(({ width }) => width))
  const cellHeight = Math.max(...panels.map(({ height }) => height)) + label_font_size
  return {
    width: usedColumns * cellWidth + (usedColumns + 1) * spacing,
    height: usedRows * cellHeight + (usedRows + 1) * spacing,
  }
}

/**
 * The labels of so many panels: `(a)`, `(b)`, ... unless they are given.
 *
 * @throws Refusal with 422 when there are more or fewer labels than panels.
 */
export function labelsOf(count: number, labels: readonly string[] | undefined): readonly string[] {
  if (labels === undefined)
    return Array.from({ length: count }, (_, index) => `(${letters(index)})`)
  if (labels.length !== count) throw new Refusal(422, `${labels.length} labels for ${count} panels`)
  return labels
}

/** a, b, ..., z, aa, ab, ... */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26))
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last
}
