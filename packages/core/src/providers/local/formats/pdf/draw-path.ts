import type { XmlElement } from '@rgrove/parse-xml'
import type { Canvas, Place } from './canvas.js'
import { composite } from './composite.js'
import { multiply, parseMatrix } from './geometry.js'
import { around } from './operators.js'
import { boundsOf, parseOutline, type Segment, toOperators } from './outline.js'
import { idOf, toPaint } from './paint.js'
import { toStrokeStyle } from './stroke.js'
import { repeatTile } from './tiles.js'

/** PDF operators that fill and stroke a path. */
export function drawPath(path: XmlElement, place: Place, canvas: Canvas): string {
  const { d = '', transform, visibility } = path.attributes
  const segments = parseOutline(d)
  if (visibility === 'hidden' || segments.length === 0) return ''
  const own = parseMatrix(transform)
  const inside = { ...place, matrix: multiply(place.matrix, own) }
  return around(own, drawOutline(path, segments, inside, canvas))
}

function drawOutline(
  path: XmlElement,
  segments: readonly Segment[],
  place: Place,
  canvas: Canvas,
): string {
  const { attributes } = path
  const box = boundsOf(segments)
  const tiles = drawTiles(path, segments, place, canvas)
  const fill = tiles === undefined ? toPaint('fill', path, box, place, canvas) : undefined
  const stroke = toPaint('stroke', path, box, place, canvas)
  const outline = toOperators(segments)
  const rule = attributes['fill-rule'] === 'evenodd' ? '*' : ''
  const style = toStrokeStyle(attributes)
  if (fill !== undefined && stroke !== undefined && !fill.isTranslucent && !stroke.isTranslucent) {
    return `${fill.operators}\n${stroke.operators}\n${style}\n${outline}\nB${rule}`
  }
  const painted = tiles === undefined ? [] : [tiles]
  const paint = (operators: string, isTranslucent: boolean, painter: string) => {
    const drawn = `${operators}\n${outline}\n${painter}`
    painted.push(isTranslucent ? `q\n${drawn}\nQ` : drawn)
  }
  if (fill !== undefined) paint(fill.operators, fill.isTranslucent, `f${rule}`)
  if (stroke !== undefined) paint(`${stroke.operators}\n${style}`, stroke.isTranslucent, 'S')
  return painted.join('\n')
}

/** The fill of a path as a pattern that is drawn in all of its tiles, where that can be done. */
function drawTiles(
  path: XmlElement,
  segments: readonly Segment[],
  place: Place,
  canvas: Canvas,
): string | undefined {
  const { attributes } = path
  const { fill = 'none' } = attributes
  const pattern = fill.startsWith('url(') ? canvas.definitions.get(idOf(fill)) : undefined
  const box = boundsOf(segments)
  const tiles = pattern?.name === 'pattern' ? repeatTile(pattern, box) : undefined
  if (tiles === undefined) return undefined
  const inside = { ...place, alpha: 1 }
  const drawn = tiles.paths.map((repeated) =>
    drawOutline(repeated.path, repeated.segments, inside, canvas),
  )
  const rule = attributes['fill-rule'] === 'evenodd' ? '*' : ''
  const clipped = `${toOperators(segments)}\nW${rule} n\n${around(tiles.matrix, drawn.join('\n'))}`
  const alpha = Number(attributes['fill-opacity'] ?? 1) * place.alpha
  if (alpha === 1) return `q\n${clipped}\nQ`
  return composite(clipped, box, { alpha, blend: 'normal' }, canvas)
}
