import type { MarkName } from '../mark-names.js'
import type { Column } from '../table.js'
import type { ColumnMention } from './column-mentions.js'
import { orderedNames } from './ordered-names.js'

/** More series than this cannot be told apart. */
export const maxSeries = 12
/** More small plots than this are too small. */
export const maxFacets = 24
const maxPointNames = 40

/** What is known when a column is looked for. */
export interface ColumnFacts {
  /** Columns without a part so far, in the order of the data. */
  open: readonly Column[]
  /** Columns the prompt names, in its order. */
  mentions: readonly ColumnMention[]
  mark: MarkName | undefined
  /** Whether a column of numbers can be spared from those that are measured. */
  spare: boolean
  /** Known once it is chosen. */
  x: Column | undefined
}

/** One line of the table of rules: the first rule that finds a column decides. */
export interface ColumnRule {
  because: string
  find(facts: ColumnFacts): Column | undefined
}

export interface ChosenColumn {
  column: Column
  because: string
}

/** What the first rule that finds a column finds. */
export function chooseColumn(
  rules: readonly ColumnRule[],
  facts: ColumnFacts,
): ChosenColumn | undefined {
  for (const { because, find } of rules) {
    const column = find(facts)
    if (column !== undefined) return { column, because }
  }
  return undefined
}

export const xRules: readonly ColumnRule[] = [
  {
    because: 'the prompt says `over` it, and its name says that things develop along it',
    find: (facts) =>
      facts.mark === undefined || facts.mark === 'line'
        ? findMentioned(facts, ({ across }) => across).find(
            (column) => orderedNames.test(column.name) && usable(column, facts),
          )
        : undefined,
  },
  {
    because: 'the prompt names it after a word such as `by` or `over`',
    find: (facts) =>
      findMentioned(facts, ({ across }) => across).find((column) => usable(column, facts)),
  },
  {
    because: 'it is called x, and points stand on numbers',
    find: ({ mark, open, spare }) =>
      mark === 'scatter' && spare
        ? open.find((column) => isNumber(column) && /^x\b/i.test(column.name))
        : undefined,
  },
  {
    because: 'it holds the first numbers, and points stand on numbers',
    find: ({ mark, open, spare }) =>
      mark === 'scatter' && spare ? open.find(isNumber) : undefined,
  },
  {
    because: 'its name says that things develop along it',
    find: (facts) =>
      facts.open.find((column) => orderedNames.test(column.name) && usable(column, facts)),
  },
  { because: 'it holds the first dates', find: ({ open }) => open.find(isTime) },
  {
    because: 'it holds the first numbers, and a line follows numbers',
    find: ({ mark, open, spare }) => {
      // Names that come again and again are those of lines, not of places along them.
      const names = open.find(isCategory)
      const free = names === undefined || !isUnique(names)
      return mark === 'line' && spare && free ? open.find(isNumber) : undefined
    },
  },
  { because: 'it holds the first names', find: ({ open }) => open.find(isCategory) },
  {
    because: 'it holds the first numbers',
    find: ({ open, spare }) => (spare ? open.find(isNumber) : undefined),
  },
]

/** The colour that the prompt asks for is taken first, any other last. */
export const colorRules = {
  said: [
    {
      because: 'the prompt says so',
      find: (facts) => findMentioned(facts, ({ role }) => role === 'color')[0],
    },
  ],
  open: [
    {
      because: `it holds the next names, at most ${maxSeries} different ones`,
      find: ({ mark, open, x }) =>
        open.find(
          (column) =>
            // What each place has once cuts a line in pieces, and tells no lines apart.
            !((mark === 'line' || mark === 'area') && x !== undefined && isUnique(x)) &&
            !isNumber(column) &&
            column.intruder === undefined &&
            countValues(column) <= maxSeries &&
            // Names that come once each are those of the points.
            !(mark === 'scatter' && isUnique(column)),
        ),
    },
  ],
} as const satisfies Record<string, readonly ColumnRule[]>

export const sizeRules: readonly ColumnRule[] = [
  {
    because: 'the prompt says so',
    find: (facts) => findMentioned(facts, ({ role }) => role === 'size').find(isNumber),
  },
]

export const bubbleRules: readonly ColumnRule[] = [
  {
    because: 'the prompt asks for bubbles, and it holds the next numbers',
    find: ({ open }) => open.find(isNumber),
  },
]

export const facetRules: readonly ColumnRule[] = [
  {
    because: 'the prompt asks for one plot each',
    find: (facts) => findMentioned(facts, ({ role }) => role === 'facet')[0],
  },
]

export const panelRules: readonly ColumnRule[] = [
  {
    because: `the prompt asks for small multiples, and it holds the next names, at most ${maxFacets}`,
    find: ({ open }) =>
      open.find((column) => !isNumber(column) && countValues(column) <= maxFacets),
  },
]

export const labelRules: readonly ColumnRule[] = [
  {
    because: `it names every point, of at most ${maxPointNames}`,
    find: ({ mark, open }) =>
      mark === 'scatter'
        ? open.find(
            (column) =>
              isCategory(column) && isUnique(column) && column.values.length <= maxPointNames,
          )
        : undefined,
  },
]

/** Columns that number the rows are drawn only when they are asked for. */
const counters = /^(?:id|index|idx|no|nr|row|rank|#)$/i

/** The first rule that finds columns decides: all of them are measured. */
export const yRules: readonly { because: string; find(facts: ColumnFacts): Column[] }[] = [
  {
    because: 'the prompt names it',
    find: ({ mentions, open }) => open.filter((column) => isNamed(column, mentions, true)),
  },
  {
    because: 'the prompt names a part of it',
    find: ({ mentions, open }) => open.filter((column) => isNamed(column, mentions, false)),
  },
  {
    because: 'it holds the next numbers, and points show one value each',
    find: ({ mark, open }) => (mark === 'scatter' ? open.slice(0, 1) : []),
  },
  {
    because: 'it holds numbers',
    find: ({ open }) => open.filter(({ name }) => !counters.test(name) && !orderedNames.test(name)),
  },
  { because: 'it holds numbers', find: ({ open }) => [...open] },
]

/** What the first rule that finds any of the columns of numbers finds. */
export function chooseColumns(
  rules: typeof yRules,
  facts: ColumnFacts,
): { columns: Column[]; because: string } | undefined {
  const numbers = { ...facts, open: facts.open.filter(isNumber) }
  for (const { because, find } of rules) {
    const columns = find(numbers)
    if (columns.length > 0) return { columns, because }
  }
  return undefined
}

function isNamed(column: Column, mentions: readonly ColumnMention[], whole: boolean): boolean {
  return mentions.some((mention) => mention.column === column.name && (mention.whole || !whole))
}

function findMentioned(
  { mentions, open }: ColumnFacts,
  isMeant: (mention: ColumnMention) => boolean,
): Column[] {
  return mentions
    .filter(isMeant)
    .flatMap(({ column }) => open.find(({ name }) => name === column) ?? [])
}

/** Numbers make an axis only when there are others to measure. */
function usable(column: Column, { spare }: ColumnFacts): boolean {
  return !isNumber(column) || spare
}

/** How many different values a column has; an empty cell is none. */
export function countValues({ texts, values }: Column): number {
  return new Set((texts ?? values).filter((value) => value !== null)).size
}

export function isNumber(column: Column): boolean {
  return column.kind === 'number'
}

function isTime(column: Column): boolean {
  return column.kind === 'time'
}

function isCategory(column: Column): boolean {
  return column.kind === 'category'
}

function isUnique(column: Column): boolean {
  return countValues(column) === column.values.length
}
