/** Every kind of plot, in the order messages list them. */
export const markNames = [
  'bar',
  'line',
  'area',
  'scatter',
  'dot',
  'slope',
  'histogram',
  'density',
  'box',
  'violin',
  'heatmap',
] as const

export type MarkName = (typeof markNames)[number]
