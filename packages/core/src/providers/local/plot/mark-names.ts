/** Every kind of plot, in the order messages list them. */
export const markNames = ['bar', 'line', 'scatter'] as const

export type MarkName = (typeof markNames)[number]
