import type { JsonObject } from '../../json.js'
import type { Graph } from './diagram/graph.js'
import type { Fit } from './picture-size.js'
import type { Chart, ChartRow } from './plot/chart.js'
import type { ThemeName } from './theme.js'

/** What a drawing can be written as. */
export const localFormats = ['svg', 'png', 'pdf'] as const

export type LocalFormat = (typeof localFormats)[number]

/** The formats of one picture, the primary one first, as a body names them. */
export type BodyFormats = { format: LocalFormat; alternates?: LocalFormat[] }

/** The formats an author asked for, as a body names them; nothing when one cannot be written. */
export function toBodyFormats(formats: readonly string[] = ['svg']): BodyFormats | undefined {
  const known = formats.flatMap((name) => localFormats.find((format) => format === name) ?? [])
  const [format, ...alternates] = known
  if (format === undefined || known.length < formats.length) return undefined
  return alternates.length === 0 ? { format } : { format, alternates }
}

/** How a picture is wanted, whatever it shows. */
interface BodyBase extends BodyFormats {
  /** Version of the renderer that draws it. */
  renderer: number
  theme: ThemeName
  /** Digests of the project's fonts; absent when it has none. */
  fonts?: string[]
  aspect?: string
  fit?: Fit
  resolution?: '1K' | '2K' | '4K'
}

export interface PlotBody extends BodyBase {
  operation: 'plot'
  chart: Omit<Chart, 'rows'>
  /** Columns by role, equally long; a row without a value in one has `null` there. */
  data: { [Role in keyof ChartRow]?: (ChartRow[Role] | null)[] }
}

export interface VegaLiteBody extends BodyBase {
  operation: 'vega-lite'
  spec: JsonObject
  /** Rows of the figure's data, when the spec names no data of its own. */
  rows?: JsonObject[]
}

export interface DiagramBody extends BodyBase {
  operation: 'diagram'
  graph: Graph
  direction?: 'right' | 'down' | 'left' | 'up'
  title?: string
}

export interface DotBody extends BodyBase {
  operation: 'dot'
  dot: string
}

/** What a local request asks for: its body, and the operation that says which one it is. */
export type LocalBody = PlotBody | VegaLiteBody | DiagramBody | DotBody

const roles = [
  'x',
  'y',
  'series',
  'facet',
  'low',
  'high',
  'size',
  'shade',
  'label',
  'note',
] as const

/** Chart rows as columns, which is what stays the same when only words about them change. */
export function toColumns({ rows, ...chart }: Chart): Pick<PlotBody, 'chart' | 'data'> {
  const data: Record<string, unknown[]> = {}
  for (const role of roles) {
    if (rows.some((row) => row[role] !== undefined))
      data[role] = rows.map((row) => row[role] ?? null)
  }
  return { chart, data: data as PlotBody['data'] }
}

/** Undoes {@link toColumns}. */
export function fromColumns({ chart, data }: Pick<PlotBody, 'chart' | 'data'>): Chart {
  const count = data.y?.length ?? 0
  const rows = Array.from({ length: count }, (_, index) => {
    const row: Record<string, unknown> = {}
    for (const role of roles) {
      const value = data[role]?.[index]
      if (value !== undefined && value !== null) row[role] = value
    }
    return row as unknown as ChartRow
  })
  return { ...chart, rows }
}
