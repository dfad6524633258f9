import type { MarkName } from './mark-names.js'
import type { MarkRule } from './mark-rule.js'
import { barRule } from './marks/bar.js'
import { lineRule } from './marks/line.js'
import { scatterRule } from './marks/scatter.js'

/** Every kind of plot that can be drawn. */
export const markRules: Record<MarkName, MarkRule> = {
  bar: barRule,
  line: lineRule,
  scatter: scatterRule,
}
