import type { MarkName } from './mark-names.js'

/** What a plot shows, worked out in full: together with size and theme all that drawing needs. */
export interface Chart {
  mark: MarkName
  x: ChartAxis
  /** Of the measured value, wherever the mark shows it: along an axis, or as a colour. */
  y: ChartAxis
  /** Present when rows are told apart by colour; the rows of a heat map. */
  series?: { title: string; names: string[] }
  /** The panels of a group share one legend, which stands outside. */
  legend?: 'outside'
  /** Colours of numbers part at zero. */
  diverging?: true
  /** Present when colour shows a number. */
  shade?: { title: string }
  /** Present when the area of a point shows a number. */
  size?: { title: string }
  /** Present when rows are drawn in a small plot of their own each. */
  facet?: { title: string; names: string[]; columns?: number }
  stack?: 'grouped' | 'stacked' | 'normalized'
  /** Marks on categories; left out, the renderer chooses what fits. */
  orient?: 'vertical' | 'horizontal'
  /** Whether marks show their numbers; left out, cells do where they fit. */
  valueLabels?: boolean
  sort?: 'ascending' | 'descending'
  /** About how many bins a histogram has; left out, the renderer chooses. */
  bins?: number
  /** A straight line fitted to the points of every series. */
  trend?: 'linear'
  references?: Reference[]
  title?: string
  rows: ChartRow[]
}

/** A line at a value of an axis, or a band between two. */
export interface Reference {
  axis: 'x' | 'y'
  from: number | string
  to?: number | string
  label?: string
}

export interface ChartAxis {
  title: string
  kind: 'number' | 'time' | 'category'
  log?: boolean
}

/** One row of the data: one mark, or one sample of a distribution. */
export interface ChartRow {
  x: number | string
  y: number
  series?: string
  facet?: string
  /** Ends of the error bar or band. */
  low?: number
  high?: number
  /** Shown by the area of a point. */
  size?: number
  /** Shown by its colour. */
  shade?: number
  /** Name written beside a point. */
  label?: string
  /** What the author says about it. */
  note?: string
}
