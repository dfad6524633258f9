import type { Chart } from './chart.js'
import type { MarkName } from './mark-names.js'
import type { MarkRule } from './mark-rule.js'
import { areaRule } from './marks/area.js'
import { barRule } from './marks/bar.js'
import { boxRule } from './marks/box.js'
import { densityRule } from './marks/density.js'
import { dotRule } from './marks/dot.js'
import { heatmapRule } from './marks/heatmap.js'
import { histogramRule } from './marks/histogram.js'
import { lineRule } from './marks/line.js'
import { scatterRule } from './marks/scatter.js'
import { slopeRule } from './marks/slope.js'
import { violinRule } from './marks/violin.js'

/** Every kind of plot that can be drawn. */
export const markRules: Record<MarkName, MarkRule> = {
  bar: barRule,
  line: lineRule,
  area: areaRule,
  scatter: scatterRule,
  dot: dotRule,
  slope: slopeRule,
  histogram: histogramRule,
  density: densityRule,
  box: boxRule,
  violin: violinRule,
  heatmap: heatmapRule,
}

/** As in "Bar chart of accuracy by model". */
export function nounOf(chart: Chart): string {
  const { noun } = markRules[chart.mark]
  return typeof noun === 'string' ? noun : noun(chart)
}
