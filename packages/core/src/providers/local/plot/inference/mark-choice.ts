import type { MarkName } from '../mark-names.js'
import type { Column } from '../table.js'
import { orderedNames } from './ordered-names.js'

/** One line of the table of rules: the first whose condition holds decides. */
export const markRulesByX: readonly {
  because: string
  when(x: Column | undefined): boolean
  mark: MarkName
}[] = [
  { because: 'x holds dates', when: (x) => x?.kind === 'time', mark: 'line' },
  {
    because: 'things develop along x, as its name says',
    when: (x) => x !== undefined && orderedNames.test(x.name),
    mark: 'line',
  },
  { because: 'x holds numbers', when: (x) => x?.kind === 'number', mark: 'scatter' },
  { because: 'x holds names', when: () => true, mark: 'bar' },
]

/** The kind of plot for an x, where neither an option nor the prompt names one. */
export function chooseMark(x: Column | undefined): { mark: MarkName; because: string } {
  const rule = markRulesByX.find(({ when }) => when(x))
  if (rule === undefined) throw new Error('the last rule holds for every x')
  return { mark: rule.mark, because: rule.because }
}
