import type { NodeShape } from '../../../../src/providers/local/diagram/graph.js'
import type { Box, Point } from '../../../../src/providers/local/diagram/placed-graph.js'

/** Pixels from a point to the border that is drawn for a box, from outside or inside. */
export function distanceToShape(shape: NodeShape | 'group', box: Box, point: Point): number {
  const [dx, dy] = [point[0] - box.x, point[1] - box.y]
  const [halfWidth, halfHeight] = [box.width / 2, box.height / 2]
  const rounded = (radius: number) => {
    const [x, y] = [Math.abs(dx) - halfWidth + radius, Math.abs(dy) - halfHeight + radius]
    const inside = Math.min(0, Math.max(x, y))
    return Math.abs(Math.hypot(Math.max(0, x), Math.max(0, y)) + inside - radius)
  }
  switch (shape) {
    case 'box':
      return rounded(7)
    case 'group':
      return rounded(10)
    case 'round':
      return rounded(Math.min(halfHeight, 24))
    case 'circle':
      return Math.abs(Math.hypot(dx, dy) - halfWidth)
    case 'diamond': {
      const slope = Math.hypot(halfWidth, halfHeight)
      return (
        Math.abs(Math.abs(dx) * halfHeight + Math.abs(dy) * halfWidth - halfWidth * halfHeight) /
        slope
      )
    }
    case 'slanted': {
      const x = Math.abs(dx + (7 * dy) / halfHeight) - halfWidth
      const side = (x * halfHeight) / Math.hypot(halfHeight, 7)
      return Math.abs(Math.max(side, Math.abs(dy) - halfHeight))
    }
    case 'cylinder': {
      const lid = 5 * Math.sqrt(Math.max(0, 1 - (dx / halfWidth) ** 2))
      return Math.abs(Math.max(Math.abs(dx) - halfWidth, Math.abs(dy) - halfHeight + 5 - lid))
    }
  }
}
