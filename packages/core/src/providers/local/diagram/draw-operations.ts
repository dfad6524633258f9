import { escapeXml, formatNumber } from '../formats/xml.js'
import type { Weight } from '../text/fonts.js'
import type { Typesetter } from '../text/typesetter.js'
import type { DrawOperation } from './graphviz.js'

interface Pen {
  stroke: string
  fill: string
  width: number
  dash: string
  size: number
  weight: Weight
  fontColor: string
  hidden: boolean
}

const boldFlag = 1
/** Our letters are this much wider than those Graphviz reckons with. */
const narrower = 0.94

/**
 * Draws Graphviz's operations (xdot 1.7): polygons, ellipses, curves and texts in its
 * coordinates. Text is set a little smaller than asked for, so that it stays inside its shape.
 *
 * @param top Graphviz's y of the upper edge; its y grows upwards.
 */
export function drawOperations(
  operations: readonly DrawOperation[],
  top: number,
  typesetter: Typesetter,
): string {
  const pen: Pen = {
    stroke: '#000000',
    fill: 'none',
    width: 1,
    dash: '',
    size: 14,
    weight: 'regular',
    fontColor: '#000000',
    hidden: false,
  }
  let drawn = ''
  for (const operation of operations) drawn += drawOne(operation, pen, top, typesetter)
  return drawn
}

function drawOne(operation: DrawOperation, pen: Pen, top: number, typesetter: Typesetter): string {
  switch (operation.op) {
    case 'c':
      pen.stroke = operation.color ?? pen.stroke
      pen.fontColor = pen.stroke
      return ''
    case 'C':
      // A gradient is drawn in its first colour.
      pen.fill = operation.color ?? firstStop(operation) ?? pen.fill
      return ''
    case 'S':
      setStyle(operation.style ?? '', pen)
      return ''
    case 'F':
      pen.size = operation.size ?? pen.size
      pen.weight = /bold/i.test(operation.face ?? '') ? 'semibold' : 'regular'
      return ''
    case 't':
      pen.weight = ((operation.fontchar ?? 0) & boldFlag) === boldFlag ? 'semibold' : pen.weight
      return ''
    case 'E':
    case 'e': {
      const [x = 0, y = 0, rx = 0, ry = 0] = operation.rect ?? []
      return `<ellipse cx="${formatNumber(x)}" cy="${formatNumber(top - y)}" rx="${formatNumber(rx)}" ry="${formatNumber(ry)}"${paint(pen, operation.op === 'E')}/>`
    }
    case 'P':
    case 'p':
      return `<polygon points="${pointList(operation, top)}"${paint(pen, operation.op === 'P')}/>`
    case 'L':
      return `<polyline points="${pointList(operation, top)}"${paint(pen, false)}/>`
    case 'B':
    case 'b': {
      const [first, ...rest] = pointList(operation, top).split(' ')
      return `<path d="M${first}C${rest.join(' ')}"${paint(pen, operation.op === 'B')}/>`
    }
    case 'T':
      return drawText(operation, pen, top, typesetter)
    default:
      return ''
  }
}

function drawText(operation: DrawOperation, pen: Pen, top: number, typesetter: Typesetter): string {
  const { text = '', pt: [x, y] = [0, 0], align = 'c', width = 0 } = operation
  if (text.trim() === '') return ''
  const wanted = pen.size * narrower
  const natural = typesetter.measure(text, { size: wanted, weight: pen.weight })
  const size = natural > width + 2 && width > 0 ? (wanted * (width + 2)) / natural : wanted
  const anchor = align === 'l' ? 'start' : align === 'r' ? 'end' : 'middle'
  const weight = pen.weight === 'semibold' ? ' font-weight="600"' : ''
  return `<text x="${formatNumber(x)}" y="${formatNumber(top - y)}" text-anchor="${anchor}" font-size="${formatNumber(size)}"${weight} fill="${safeColor(pen.fontColor)}">${escapeXml(text)}</text>`
}

function setStyle(style: string, pen: Pen): void {
  const width = /^setlinewidth\(([\d.]+)\)/.exec(style)?.[1]
  if (width !== undefined) pen.width = Number(width)
  else if (style === 'dashed') pen.dash = '5 4'
  else if (style === 'dotted') pen.dash = '1.5 3'
  else if (style === 'bold') pen.width = 2.4
  else if (style === 'solid') pen.dash = ''
  else if (style === 'invis') pen.hidden = true
}

function paint(pen: Pen, filled: boolean): string {
  if (pen.hidden) return ' fill="none"'
  const fill = filled ? safeColor(pen.fill) : 'none'
  const dash = pen.dash === '' ? '' : ` stroke-dasharray="${pen.dash}"`
  return ` fill="${fill}" stroke="${safeColor(pen.stroke)}" stroke-width="${formatNumber(pen.width)}" stroke-linejoin="round"${dash}`
}

/** Graphviz hands colours over as `#rrggbb`, `#rrggbbaa` or a name; nothing else is let through. */
function safeColor(color: string): string {
  return /^#[0-9a-f]{6}(?:[0-9a-f]{2})?$/i.test(color) || /^[a-z]+$/i.test(color) ? color : 'none'
}

function firstStop(operation: DrawOperation): string | undefined {
  const stops = (operation as { stops?: { color?: string }[] }).stops
  return stops?.[0]?.color
}

function pointList({ points = [] }: DrawOperation, top: number): string {
  return points.map(([x, y]) => `${formatNumber(x)},${formatNumber(top - y)}`).join(' ')
}
