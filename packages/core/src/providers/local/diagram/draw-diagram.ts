import { FigureError } from '../../../errors.js'
import type { FieldProblem } from '../../../problem.js'
import type { Drawing } from '../drawing.js'
import { sizeOfAspect } from '../picture-size.js'
import type { DiagramBody } from '../request-body.js'
import type { Typesetter } from '../text/typesetter.js'
import { themes } from '../theme.js'
import { chooseLayout, type Frame } from './choose-layout.js'
import { describeGraph } from './describe-graph.js'
import { drawPlaced } from './draw-placed.js'
import {
  frameDrawing,
  margin,
  pageHeight,
  wantedRatio,
  warnOfHeight,
  warnOfSmallText,
} from './frame-drawing.js'
import { type Graph, maxTangle } from './graph.js'
import { tangleOf } from './graph-order.js'
import { type MeasuredGraph, measureGraph } from './measure-graph.js'
import { setLabels } from './set-labels.js'

/** Of a canvas this is comfortable to read: as a part of its width. */
const comfortableHeight = 0.875
/** A layout worse than this is tried again with narrower boxes. */
const tolerable = 0.15
const narrow = 0.68
/** Nothing makes a layout worse than this readable. */
const hopeless = 3
const readableHint =
  'Shorten labels, split the diagram, leave out `aspect`, or set `fit` to a wider place.'

/** Draws a diagram: Graphviz places the boxes, we draw them in the theme. */
export async function drawDiagram(body: DiagramBody, typesetter: Typesetter): Promise<Drawing> {
  const { graph, title = '' } = body
  refuseTangle(graph)
  const canvas = sizeOfAspect(undefined, body.fit)
  const frame: Frame = {
    width: canvas.width - 2 * margin,
    height: canvas.width * comfortableHeight,
    page: pageHeight / (canvas.scale ?? 1) - 2 * margin,
    ratio: wantedRatio(body),
  }
  const lay = async (density: MeasuredGraph['density']) => {
    const labels = setLabels(graph, typesetter, density === 'airy' ? 1 : narrow)
    const measured = measureGraph(graph, labels, density)
    return { labels, ...(await chooseLayout(measured, body.direction, frame)) }
  }
  let layout = await lay('airy')
  if (layout.badness > tolerable && layout.badness < hopeless) {
    const compact = await lay('compact')
    if (compact.badness + 0.05 < layout.badness) layout = compact
  }
  const { labels, placed } = layout
  const drawn = {
    content: drawPlaced(placed, graph, labels, themes[body.theme]),
    size: placed.size,
  }
  const framed = frameDrawing(drawn, body, title, typesetter)
  return {
    content: framed.content,
    size: framed.size,
    ...describeGraph(graph, body.title),
    warnings: [
      ...labels.cut.map(warnOfCut),
      ...warnOfSmallText(framed, readableHint),
      ...warnOfHeight(framed),
    ],
  }
}

function refuseTangle(graph: Graph): void {
  if (tangleOf(graph) <= maxTangle) return
  throw new FigureError(
    'data-too-large',
    `The diagram is too tangled: its ${graph.edges.length} arrows cross too much of it`,
    {
      hint: 'Show fewer arrows, draw one to a group instead of each of its boxes, or split the figure.',
    },
  )
}

function warnOfCut(text: string): FieldProblem {
  const seen = [...text].slice(0, 40).join('')
  return {
    field: 'prompt',
    code: 'data-too-large',
    severity: 'warning',
    message: `The label \`${seen}…\` is too long and was cut`,
    hint: 'Say it shorter; the text around the figure has room for the rest.',
  }
}
