import type { Loader, Spec, View } from 'vega'
import type { TopLevelSpec } from 'vega-lite'
import { FigureError } from '../../../errors.js'
import type { PictureSize } from '../picture-size.js'
import type { Typesetter } from '../text/typesetter.js'
import { makeRepeatable } from './repeatable.js'

/** An item of Vega's scene graph, as far as we look at it. */
export interface SceneItem {
  name?: string
  role?: string
  marktype?: string
  items?: SceneItem[]
  x?: number
  y?: number
  bounds?: { x1: number; y1: number; x2: number; y2: number }
  [property: string]: unknown
}

export interface VegaDrawing {
  /** Inside of the `<svg>`, text still as `<text>`. */
  content: string
  size: PictureSize
  scene: SceneItem
}

interface TextItem {
  fontSize?: number
  fontWeight?: string | number
  limit?: number
}

/** The part of Vega that its type declarations leave out. */
interface VegaText {
  textMetrics: { width: (item: TextItem, text: unknown) => number }
}

/** Draws a Vega-Lite spec; `adjust` may move items of the finished scene. */
export async function drawVegaLite(
  spec: TopLevelSpec,
  typesetter: Typesetter,
  adjust?: (scene: SceneItem) => void,
): Promise<VegaDrawing> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')])
  const { textMetrics } = vega as unknown as VegaText
  makeRepeatable(vega)
  const complaints: unknown[] = []
  const logger = createLogger(complaints)
  let compiled: Spec
  try {
    compiled = vegaLite.compile(spec, { logger }).spec as Spec
  } catch (error) {
    throw refuse(error)
  }
  textMetrics.width = (item, text) => {
    const weight = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600
    const width = typesetter.measure(String(text ?? '').trim(), {
      size: item.fontSize ?? 11,
      weight: weight ? 'semibold' : 'regular',
    })
    // Vega cuts text at its limit when it writes it; its bounds must not be wider than that.
    return item.limit ? Math.min(width, item.limit) : width
  }
  let view: View | undefined
  try {
    view = new vega.View(vega.parse(compiled), { renderer: 'none', loader: closedLoader(), logger })
    await view.runAsync()
    await keepInside(view)
    const scene = rootOf(view)
    adjust?.(scene)
    const svg = await view.toSVG()
    // Vega goes on when an expression fails, without what it was to work out.
    const serious = complaints.find(
      (reason) =>
        reason instanceof Error ||
        /infinite extent|duplicate|unrecognized|invalid/i.test(String(reason)),
    )
    if (serious !== undefined) throw serious
    return { ...readSvg(svg), scene }
  } catch (error) {
    throw error instanceof FigureError ? error : refuse(error)
  } finally {
    view?.finalize()
  }
}

const margin = 8

/**
 * Widens the padding on the sides where something reaches over the edge: labels that Vega hid
 * while it fitted the plot into its size may show up afterwards.
 */
async function keepInside(view: View): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const { bounds } = rootOf(view)
    const { left, right, top, bottom } = toSides(view.padding())
    const [x, y] = view.origin()
    const { _viewWidth: width, _viewHeight: height } = view as unknown as ViewSize
    if (bounds === undefined) return
    const over = {
      left: -(left + x + bounds.x1),
      right: x + bounds.x2 - width - right,
      top: -(top + y + bounds.y1),
      bottom: y + bounds.y2 - height - bottom,
    }
    if (Math.max(...Object.values(over)) <= 0) return
    const widen = (padding: number, by: number) =>
      by > 0 ? padding + Math.ceil(by) + margin : padding
    view.padding({
      left: widen(left, over.left),
      right: widen(right, over.right),
      top: widen(top, over.top),
      bottom: widen(bottom, over.bottom),
    })
    await view.resize().runAsync()
  }
}

/** Size of a view without its padding, which Vega keeps to itself. */
interface ViewSize {
  _viewWidth: number
  _viewHeight: number
}

function toSides(padding: ReturnType<View['padding']>) {
  const {
    left = 0,
    right = 0,
    top = 0,
    bottom = 0,
  } = typeof padding === 'number'
    ? { left: padding, right: padding, top: padding, bottom: padding }
    : (padding as Record<string, number>)
  return { left, right, top, bottom }
}

function rootOf(view: View): SceneItem {
  return (view.scenegraph() as unknown as { root: SceneItem }).root
}

/** A drawing never fetches anything: not data, not images, not link targets. */
function closedLoader(): Loader {
  const refuseUrl = (url: string) =>
    Promise.reject(
      new FigureError(
        'render-failed',
        `The spec asks for \`${url}\`, and drawing never loads anything`,
        {
          hint: 'Put the data in a `data` fence or the `data` attribute.',
        },
      ),
    )
  return {
    options: {},
    load: refuseUrl,
    sanitize: refuseUrl,
    http: refuseUrl,
    file: refuseUrl,
  } as unknown as Loader
}

function createLogger(complaints: unknown[]) {
  const logger = {
    level: () => logger,
    error: (...parts: readonly unknown[]) => {
      complaints.push(parts.length === 1 ? parts[0] : parts.join(' '))
      return logger
    },
    warn: (...parts: readonly unknown[]) => {
      complaints.push(parts.join(' '))
      return logger
    },
    info: () => logger,
    debug: () => logger,
  }
  return logger as never
}

const longest = 300

function refuse(reason: unknown): FigureError {
  const text = reason instanceof Error ? reason.message : String(reason)
  // Vega-Lite puts the whole spec into some of its messages.
  const brief = text.length <= longest ? text : `${text.slice(0, longest)}…`
  return new FigureError('render-failed', `Vega-Lite cannot draw this: ${brief}`, {
    cause: reason instanceof Error ? reason : undefined,
    hint: 'Check the spec at https://vega.github.io/editor.',
  })
}

function readSvg(svg: string): { content: string; size: PictureSize } {
  const open = /^<svg[^>]*? width="([\d.]+)" height="([\d.]+)"[^>]*>/.exec(svg)
  if (open === null) throw new Error('Vega wrote an SVG without a size')
  const content = svg
    .slice(open[0].length, svg.lastIndexOf('</svg>'))
    .replace(/ (?:class|role|aria-[a-z]+|font-family|font-style|font-variant)="[^"]*"/g, '')
    .replace(/ pointer-events="none"/g, '')
  return { content: numberIds(content), size: { width: Number(open[1]), height: Number(open[2]) } }
}

/**
 * Ids of gradients and clip paths in the order they stand: Vega counts them over the whole
 * process, and pictures drawn at the same time would take each other's numbers.
 */
function numberIds(svg: string): string {
  const numbers = new Map<string, string>()
  for (const [, id] of svg.matchAll(/ id="([^"]+)"/g)) {
    if (id !== undefined && !numbers.has(id)) numbers.set(id, `v${numbers.size}`)
  }
  if (numbers.size === 0) return svg
  const rename = (whole: string, before: string, id: string) => {
    const number = numbers.get(id)
    return number === undefined ? whole : before + number
  }
  return svg.replace(/( id=")([^"]+)/g, rename).replace(/(url\(#)([^)]+)/g, rename)
}

/** Items of every mark of some name, wherever it is in the scene. */
export function findItems(scene: SceneItem, name: string): SceneItem[] {
  const found: SceneItem[] = []
  const visit = (node: SceneItem) => {
    if (node.name === name && node.items !== undefined && node.marktype !== undefined) {
      found.push(...node.items)
      return
    }
    for (const child of node.items ?? []) visit(child)
  }
  visit(scene)
  return found
}
