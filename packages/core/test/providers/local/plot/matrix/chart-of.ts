import type { JsonValue } from '../../../../../src/json.js'
import type { FieldProblem } from '../../../../../src/problem.js'
import type { PlotOptions } from '../../../../../src/providers/local/options.js'
import type { Chart } from '../../../../../src/providers/local/plot/chart.js'
import { inferChart } from '../../../../../src/providers/local/plot/inference/infer-chart.js'
import { readTable } from '../../../../../src/providers/local/plot/table.js'

/** What is worked out from some data, a prompt and options. */
export function infer(data: JsonValue, prompt = '', options: PlotOptions = {}) {
  const read = readTable(data)
  if ('problem' in read) throw new Error(read.problem.message)
  return inferChart(read.table, prompt, options)
}

/** The chart of some data; throws with what is wrong with it. */
export function chartOf(data: JsonValue, prompt = '', options: PlotOptions = {}): Chart {
  const { chart, problems } = infer(data, prompt, options)
  if (chart === undefined) throw new Error(problems.map(({ message }) => message).join('; '))
  return chart
}

export function problemsOf(
  data: JsonValue,
  prompt: string,
  options: PlotOptions = {},
): FieldProblem[] {
  return infer(data, prompt, options).problems
}

/** Its cells as `row, column: value`, in the order of the rows. */
export function cellsOf(chart: Chart): string[] {
  return chart.rows.map(({ series, x, y }) => `${series}, ${x}: ${y}`)
}
