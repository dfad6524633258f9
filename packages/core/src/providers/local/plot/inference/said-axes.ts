import type { PlotOptions } from '../../options.js'
import type { MarkRule } from '../mark-rule.js'
import type { PromptHints } from './prompt-words.js'

/** What an author says of an axis. */
export interface SaidAxis {
  title: string | undefined
  log: boolean
}

/**
 * What options and prompt say of the axes, as a chart means them: there `y` is what is measured,
 * while the samples of a histogram lie along the x axis that the author sees.
 */
export function readAxes(
  rule: MarkRule,
  options: PlotOptions,
  hints: PromptHints,
): { x: SaidAxis; y: SaidAxis } {
  const scale = options.scale ?? hints.log?.value ?? 'linear'
  const x = { title: options.x_title, log: ['log-x', 'log-log', 'x', 'xy'].includes(scale) }
  const y = { title: options.y_title, log: ['log', 'log-y', 'log-log', 'y', 'xy'].includes(scale) }
  if (rule.measures === 'color') return { x, y: { ...y, title: options.color_title } }
  return rule.measures === 'x' ? { x: y, y: x } : { x, y }
}
