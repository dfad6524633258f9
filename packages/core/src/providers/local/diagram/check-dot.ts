import { FigureError } from '../../../errors.js'
import { countDot } from './count-dot.js'
import { maxEdges, maxNodes } from './graph.js'
import { type GraphvizLayout, toNumbers } from './graphviz.js'

/** Pixels of one side: more cannot be looked at, and most programs do not open it. */
const longestSide = 20_000

/**
 * Refuses a `dot` text that would take too long to lay out, or be drawn in part only.
 *
 * @throws {FigureError} `data-too-large`, or `render-failed` for what is not drawn.
 */
export function checkDot(dot: string): void {
  const { edges, graphs, nodes } = countDot(dot)
  if (nodes > maxNodes || edges > maxEdges) {
    throw new FigureError(
      'data-too-large',
      `The \`dot\` fence has ${nodes} nodes and ${edges} edges, and at most ${maxNodes} and ${maxEdges} are drawn`,
      { hint: 'Show the part the text speaks about, or one node for each cluster.' },
    )
  }
  if (graphs > 1) {
    throw new FigureError('render-failed', `The \`dot\` fence holds ${graphs} graphs`, {
      hint: 'Give each a figure of its own, or put both into one as subgraphs.',
    })
  }
  // In quotes it is text; only labels in angle brackets are markup.
  if (/<img\b/i.test(dot.replace(/"(?:[^"\\]|\\[\s\S])*"/g, '""'))) {
    throw refuseFile('A label holds an `<img>`')
  }
}

/**
 * Refuses a layout that shows nothing, asks for files or is larger than any page.
 *
 * @throws {FigureError}
 */
export function checkDotLayout({ bb, objects = [] }: GraphvizLayout): void {
  if (objects.length === 0) {
    throw new FigureError('render-failed', 'The `dot` fence draws no node', {
      hint: 'Write `digraph { a -> b }`.',
    })
  }
  for (const { image, name, shapefile } of objects) {
    const file = image || shapefile
    if (typeof file === 'string')
      throw refuseFile(`The node \`${name}\` asks for the file \`${file}\``)
  }
  const [left = 0, bottom = 0, right = 0, top = 0] = toNumbers(bb)
  const [width, height] = [right - left, top - bottom].map(Math.round) as [number, number]
  if (Math.max(width, height) <= longestSide) return
  const side = width > height ? `${width} pixels wide` : `${height} pixels high`
  throw new FigureError(
    'data-too-large',
    `The graph is ${side}, and at most ${longestSide} are drawn`,
    {
      hint: 'Shorten its labels, or leave out the attributes that set sizes and distances.',
    },
  )
}

function refuseFile(what: string): FigureError {
  return new FigureError('render-failed', `${what}, and \`local\` loads nothing while drawing`, {
    hint: 'Leave it out, or use one of the shapes of Graphviz.',
  })
}
