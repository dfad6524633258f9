import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** A figure beside the goal it is held against. */
export interface Goal {
  what: string
  value: number
  /** `ratio` prints as `x 1.23`. */
  unit: 'ratio' | 'ms' | 'MB' | 'count'
  atMost?: number
  atLeast?: number
}

/** Columns padded to their widest cell; the first row is the heading. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  for (const [index, row] of rows.entries()) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    console.log(`  ${cells.join('  ')}`)
    if (index === 0) console.log(`  ${widths.map((width) => '-'.repeat(width)).join('  ')}`)
  }
}

export function printGoals(goals: readonly Goal[]): void {
  printTable([
    ['', 'measured', 'goal', ''],
    ...goals.map((goal) => [goal.what, show(goal.value, goal.unit), showGoal(goal), judge(goal)]),
  ])
  // A goal that is missed is for people to look at: the machine may have been busy.
}

function showGoal({ atLeast, atMost, unit }: Goal): string {
  if (atMost !== undefined) return `<= ${show(atMost, unit)}`
  return atLeast === undefined ? '' : `>= ${show(atLeast, unit)}`
}

export function isMet({ atLeast = -Infinity, atMost = Infinity, value }: Goal): boolean {
  return value <= atMost && value >= atLeast
}

function judge(goal: Goal): string {
  if (goal.atLeast === undefined && goal.atMost === undefined) return ''
  return isMet(goal) ? 'met' : 'MISSED'
}

function show(value: number, unit: Goal['unit']): string {
  if (unit === 'ratio') return `x ${value < 10 ? value.toFixed(2) : value.toFixed(0)}`
  if (unit === 'count') return String(Math.round(value))
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${unit}`
}

export function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0)
}

/** Which machine this was, and how busy: without that the figures say little. */
export function printMachine(): void {
  console.log(
    `Node.js ${process.versions.node}, ${cpus().length} processors, load ${loadAverage()}`,
  )
}

function loadAverage(): string {
  try {
    return readFileSync('/proc/loadavg', 'utf8').split(' ')[0] ?? '?'
  } catch {
    return '?'
  }
}
