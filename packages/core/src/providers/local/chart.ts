/** What a plot shows, worked out in full: together with size and theme all that drawing needs. */
export interface Chart {
  mark: 'bar' | 'line' | 'scatter'
  x: ChartAxis
  y: ChartAxis
  /** Present when rows are told apart by colour. */
  series?: { title: string; names: string[] }
  stack?: 'grouped' | 'stacked' | 'normalized'
  /** Bars only; left out, the renderer chooses what fits. */
  orient?: 'vertical' | 'horizontal'
  /** Whether marks show their numbers. */
  valueLabels?: boolean
  sort?: 'ascending' | 'descending'
  title?: string
  rows: ChartRow[]
}

export interface ChartAxis {
  title: string
  kind: 'number' | 'time' | 'category'
  log?: boolean
}

/** One mark. */
export interface ChartRow {
  x: number | string
  y: number
  series?: string
  /** Ends of the error bar or band. */
  low?: number
  high?: number
  /** Name written beside a point. */
  label?: string
}
