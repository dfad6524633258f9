import type { XmlElement } from '@rgrove/parse-xml'
import type { Canvas, Place } from './canvas.js'
import { clipTo } from './clip.js'
import { composite, type Mixing, visibleBox } from './composite.js'
import { drawPath } from './draw-path.js'
import {
  type Box,
  fitInto,
  identity,
  type Matrix,
  multiply,
  parseMatrix,
  stretchInto,
} from './geometry.js'
import { around, formatNumbers } from './operators.js'
import { toPaint } from './paint.js'
import { elementsOf, refuse } from './simplify-svg.js'

/** PDF operators that draw what is inside an element of a simplified SVG. */
export function drawChildren(element: XmlElement, place: Place, canvas: Canvas): string {
  return elementsOf(element)
    .map((child) => drawElement(child, place, canvas))
    .filter((drawn) => drawn !== '')
    .join('\n')
}

function drawElement(element: XmlElement, place: Place, canvas: Canvas): string {
  switch (element.name) {
    case 'defs':
      return ''
    case 'g':
      return drawGroup(element, place, canvas)
    case 'path':
      return drawPath(element, place, canvas)
    case 'image':
      return drawImage(element, canvas)
    default:
      throw refuse(`<${element.name}>`)
  }
}

function drawGroup(group: XmlElement, place: Place, canvas: Canvas): string {
  const { filter, mask, opacity = '1', style = '', transform } = group.attributes
  if (mask !== undefined) throw refuse('a mask')
  if (filter !== undefined) throw refuse('a filter')
  const own = parseMatrix(transform)
  const alpha = place.alpha * Number(opacity)
  const blend = /mix-blend-mode:\s*([\w-]+)/.exec(style)?.[1] ?? 'normal'
  const inside = { ...place, matrix: multiply(place.matrix, own), alpha }
  const drawn =
    blend !== 'normal' || (alpha !== 1 && !isOnePaint(group))
      ? drawWhole(group, inside, { alpha, blend }, canvas)
      : drawContent(group, inside, canvas)
  if (drawn === '') return ''
  const clip = clipTo(group.attributes['clip-path'], canvas.definitions)
  return clip === '' ? around(own, drawn) : `q\n${formatNumbers(own)} cm\n${clip}${drawn}\nQ`
}

function drawContent(group: XmlElement, place: Place, canvas: Canvas): string {
  return drawText(group, place, canvas) ?? drawChildren(group, place, canvas)
}

/** Draws a group by itself before it is put on what is below. */
function drawWhole(group: XmlElement, place: Place, mixing: Mixing, canvas: Canvas): string {
  const box = visibleBox(place)
  if (box === undefined) return ''
  const drawn = drawContent(group, { matrix: identity, bounds: box, alpha: 1 }, canvas)
  return drawn === '' ? '' : composite(drawn, box, mixing, canvas)
}

/** Whether something has no parts that could overlap, so that each may be translucent by itself. */
function isOnePaint(element: XmlElement): boolean {
  const children = elementsOf(element).filter(
    ({ attributes }) => attributes.visibility !== 'hidden',
  )
  const [child] = children
  if (child === undefined || children.length > 1) return child === undefined
  if (child.name !== 'path') return child.name === 'g' && isOnePaint(child)
  return child.attributes.fill === 'none' || child.attributes.stroke === 'none'
}

/** A group that is a text of one plain colour, as text. */
function drawText(group: XmlElement, place: Place, canvas: Canvas): string | undefined {
  const path = findPath(group)
  if (path?.attributes.stroke !== 'none' || !path.attributes.fill?.startsWith('#')) return undefined
  const shown = canvas.showText(group.attributes.id ?? '')
  if (shown === undefined) return undefined
  const fill = toPaint('fill', path, noBox, place, canvas)
  return fill?.isTranslucent ? `q\n${fill.operators}\n${shown}\nQ` : `${fill?.operators}\n${shown}`
}

const noBox: Box = { x: 0, y: 0, width: 0, height: 0 }

function findPath(element: XmlElement): XmlElement | undefined {
  const [child] = elementsOf(element)
  return child === undefined || child.name === 'path' ? child : findPath(child)
}

function drawImage({ attributes }: XmlElement, canvas: Canvas): string {
  const [x = 0, y = 0, width = 0, height = 0] = ['x', 'y', 'width', 'height'].map((name) =>
    Number(attributes[name] ?? 0),
  )
  const image = canvas.images.get(attributes['xlink:href'] ?? '')
  if (image === undefined) throw new Error('an image was not embedded')
  const fitting = attributes.preserveAspectRatio ?? 'xMidYMid meet'
  if (fitting !== 'none' && !/^xMidYMid( meet)?$/.test(fitting)) {
    throw refuse(`an image with \`preserveAspectRatio="${fitting}"\``)
  }
  const frame = { x, y, width, height }
  const [a, , , d, e, f] = fitting === 'none' ? stretchInto(frame, image) : fitInto(frame, image)
  const matrix: Matrix = image.isRaster
    ? [a * image.width, 0, 0, -d * image.height, e, f + d * image.height]
    : [a, 0, 0, d, e, f]
  return around(matrix, `${image.name} Do`)
}
