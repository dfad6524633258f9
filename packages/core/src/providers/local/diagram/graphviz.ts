import { FigureError } from '../../../errors.js'

/** One drawing operation of Graphviz's JSON output; coordinates in points, y upwards. */
export interface DrawOperation {
  op: string
  color?: string
  grad?: string
  points?: [number, number][]
  /** Centre and radii of an ellipse. */
  rect?: [number, number, number, number]
  pt?: [number, number]
  align?: 'l' | 'c' | 'r'
  width?: number
  text?: string
  size?: number
  face?: string
  style?: string
  fontchar?: number
}

export interface GraphvizItem {
  _gvid: number
  name?: string
  id?: string
  label?: string
  /** Of a cluster: left, bottom, right, top. */
  bb?: string
  /** Centre of a node; spline of an edge. */
  pos?: string
  /** Inches. */
  width?: string
  height?: string
  /** Centre of a label. */
  lp?: string
  head?: number
  tail?: number
  nodes?: number[]
  _draw_?: DrawOperation[]
  _ldraw_?: DrawOperation[]
  _hdraw_?: DrawOperation[]
  _tdraw_?: DrawOperation[]
  _hldraw_?: DrawOperation[]
  _tldraw_?: DrawOperation[]
  [attribute: string]: unknown
}

export interface GraphvizLayout {
  name: string
  directed: boolean
  bb: string
  label?: string
  rankdir?: string
  _draw_?: DrawOperation[]
  _ldraw_?: DrawOperation[]
  objects?: GraphvizItem[]
  edges?: GraphvizItem[]
}

/**
 * Lays a graph out.
 *
 * @throws {FigureError} `render-failed` with the line of the text that Graphviz cannot read, and
 * `data-too-large` when it runs out of memory.
 */
export async function layOutDot(dot: string): Promise<GraphvizLayout> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz')
  const graphviz = await Graphviz.load()
  let layout: string
  try {
    layout = graphviz.layout(dot, 'json', 'dot')
  } catch (error) {
    throw toFigureError(error)
  }
  if (layout === '') throw toFigureError(new Error('there is no graph in it'))
  return JSON.parse(layout) as GraphvizLayout
}

function toFigureError(error: unknown): FigureError {
  const message = (error instanceof Error ? error.message : String(error)).trim()
  if (/call stack|out of bounds|out of memory|unreachable|exit\(/i.test(message)) {
    return new FigureError(
      'data-too-large',
      'The graph is too tangled: Graphviz runs out of memory',
      {
        cause: error,
        hint: 'Show fewer arrows, or split it into several figures.',
      },
    )
  }
  const syntax = /syntax error in line (\d+)(?: near '([\s\S]*?)'$)?/.exec(message)
  const place =
    syntax && `line ${syntax[1]} of the fence${syntax[2] ? `, near \`${syntax[2]}\`` : ''}`
  return new FigureError(
    'render-failed',
    `Graphviz cannot read this graph: ${place ? `${place}: ` : ''}${explain(message, syntax?.[2])}`,
    {
      cause: error,
      hint: 'Names with spaces or signs need quotes, and every bracket its partner.',
    },
  )
}

/** What a syntax error most often is; else what Graphviz says. */
function explain(message: string, near: string | undefined): string {
  if (near === '->') return '`->` needs a node on both sides, and a `digraph`'
  if (near === '--') return '`--` needs a node on both sides, and a `graph`'
  if (message.includes('Layout was not done')) return 'its `layout` is none of Graphviz'
  if (message.includes('quoted string')) return 'a quote is not closed'
  return message.startsWith('syntax error') ? 'it does not follow the language' : message
}

/** Numbers of an attribute such as `bb`. */
export function toNumbers(text: string | undefined): number[] {
  return (text ?? '')
    .split(/[,\s]+/)
    .filter((part) => part !== '')
    .map(Number)
}
