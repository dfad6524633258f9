import { formatNumber } from '../formats/xml.js'
import type { Theme } from '../theme.js'
import type { NodeShape } from './graph.js'
import type { Box, BoxSize, Point } from './placed-graph.js'
import type { Label } from './set-labels.js'

/** What belongs to one shape: how large it is around its text, and how it is drawn. */
interface ShapeRule {
  around(label: Label): BoxSize
  /** Outline of the shape; the paint comes from outside. */
  outline(box: Box): string
  /** Corners of a polygon that follows the outline to within a fraction of a pixel. */
  border(box: Box): Point[]
  /** Whether it may be wider than its text asks for, to be as wide as its neighbours. */
  stretches: boolean
  /** Of Graphviz, for edges to end at its border. */
  graphviz: 'box' | 'diamond' | 'circle'
  /** How far below the centre its text stands. */
  textOffset: number
}

const boxRadius = 7
export const groupRadius = 10
const pillRadius = ({ height }: BoxSize) => Math.min(height / 2, 24)
const lift = 5
const slant = 7

export const shapeRules: Record<NodeShape, ShapeRule> = {
  box: {
    around: ({ size }) => ({ width: Math.max(60, size.width + 30), height: size.height + 20 }),
    outline: (box) => rect(box, boxRadius),
    border: (box) => roundedCorners(box, boxRadius),
    stretches: true,
    graphviz: 'box',
    textOffset: 0,
  },
  round: {
    around: ({ size }) => ({ width: Math.max(64, size.width + 40), height: size.height + 20 }),
    outline: (box) => rect(box, pillRadius(box)),
    border: (box) => roundedCorners(box, pillRadius(box)),
    stretches: true,
    graphviz: 'box',
    textOffset: 0,
  },
  slanted: {
    around: ({ size }) => ({ width: Math.max(64, size.width + 38), height: size.height + 20 }),
    outline: (box) => polygon(slantedCorners(box)),
    border: slantedCorners,
    stretches: true,
    graphviz: 'box',
    textOffset: 0,
  },
  cylinder: {
    around: ({ size }) => ({
      width: Math.max(64, size.width + 30),
      height: size.height + 20 + 3 * lift,
    }),
    outline: cylinder,
    border: (box) => roundedCorners(box, box.width / 2, lift),
    stretches: true,
    graphviz: 'box',
    textOffset: lift,
  },
  diamond: {
    around: ({ lines, size }) => {
      // The corners of the first and last line touch the sides: h / H + w / W = 1.
      const height = size.height - size.height / lines.length + 20
      const ratio = Math.min(2.5, Math.max(1.7, size.width / height))
      const tall = height + (size.width + 10) / ratio
      return { width: tall * ratio, height: tall }
    },
    outline: (box) => polygon(diamondCorners(box)),
    border: diamondCorners,
    stretches: false,
    graphviz: 'diamond',
    textOffset: 0,
  },
  circle: {
    around: ({ lines, size }) => {
      const height = size.height - size.height / lines.length + 16
      const diameter = Math.max(36, Math.hypot(size.width, height) + 12)
      return { width: diameter, height: diameter }
    },
    outline: ({ x, y, width }) =>
      `<circle cx="${formatNumber(x)}" cy="${formatNumber(y)}" r="${formatNumber(width / 2)}"/>`,
    border: (box) => roundedCorners(box, box.width / 2),
    stretches: false,
    graphviz: 'circle',
    textOffset: 0,
  },
}

/** A node's shape in the theme's colours. */
export function drawShape(shape: NodeShape, box: Box, { diagram }: Theme): string {
  const fill = shape === 'diamond' ? diagram.decisionFill : diagram.nodeFill
  const stroke = shape === 'diamond' ? diagram.decisionBorder : diagram.nodeBorder
  return `<g fill="${fill}" stroke="${stroke}" stroke-width="1.4" stroke-linejoin="round">${shapeRules[shape].outline(box)}</g>`
}

function rect({ x, y, width, height }: Box, radius: number): string {
  return `<rect x="${formatNumber(x - width / 2)}" y="${formatNumber(y - height / 2)}" width="${formatNumber(width)}" height="${formatNumber(height)}" rx="${formatNumber(radius)}"/>`
}

function polygon(points: readonly Point[]): string {
  return `<polygon points="${points.map((point) => point.map((value) => formatNumber(value)).join(',')).join(' ')}"/>`
}

function slantedCorners({ x, y, width, height }: Box): Point[] {
  const [left, right, top, bottom] = [x - width / 2, x + width / 2, y - height / 2, y + height / 2]
  return [
    [left + slant, top],
    [right + slant, top],
    [right - slant, bottom],
    [left - slant, bottom],
  ]
}

function diamondCorners({ x, y, width, height }: Box): Point[] {
  return [
    [x, y - height / 2],
    [x + width / 2, y],
    [x, y + height / 2],
    [x - width / 2, y],
  ]
}

/** A rectangle whose corners are quarters of an ellipse, each in so many steps. */
export function roundedCorners(
  { x, y, width, height }: Box,
  radiusX: number,
  radiusY = radiusX,
): Point[] {
  const steps = 16
  const quarters = [
    [1, 1],
    [-1, 1],
    [-1, -1],
    [1, -1],
  ] as const
  return quarters.flatMap(([right, down], quarter) => {
    const [centerX, centerY] = [
      x + right * (width / 2 - radiusX),
      y + down * (height / 2 - radiusY),
    ]
    return Array.from({ length: steps + 1 }, (_, step): Point => {
      const angle = ((quarter + step / steps) * Math.PI) / 2
      return [centerX + Math.cos(angle) * radiusX, centerY + Math.sin(angle) * radiusY]
    })
  })
}

/** The whole body, then the near half of its lid. */
function cylinder({ x, y, width, height }: Box): string {
  const [left, right] = [formatNumber(x - width / 2), formatNumber(x + width / 2)]
  const [top, bottom] = [formatNumber(y - height / 2 + lift), formatNumber(y + height / 2 - lift)]
  const arc = `A${formatNumber(width / 2)} ${lift} 0 0`
  return `<path d="M${left} ${top}${arc} 1 ${right} ${top}V${bottom}${arc} 1 ${left} ${bottom}Z"/><path d="M${left} ${top}${arc} 0 ${right} ${top}" fill="none"/>`
}
