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
  _draw_?: DrawOperation[]
  _ldraw_?: DrawOperation[]
  objects?: GraphvizItem[]
  edges?: GraphvizItem[]
}

/**
 * Lays a graph out.
 *
 * @throws {FigureError} `render-failed` with what Graphviz says about the text.
 */
export async function layOutDot(dot: string): Promise<GraphvizLayout> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz')
  const graphviz = await Graphviz.load()
  try {
    return JSON.parse(graphviz.layout(dot, 'json', 'dot')) as GraphvizLayout
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new FigureError('render-failed', `Graphviz cannot read this graph: ${message.trim()}`, {
      cause: error,
      hint: 'Check the text at the place it names; names with spaces or signs need quotes.',
    })
  }
}

/** Numbers of an attribute such as `bb`. */
export function toNumbers(text: string | undefined): number[] {
  return (text ?? '')
    .split(/[,\s]+/)
    .filter((part) => part !== '')
    .map(Number)
}
