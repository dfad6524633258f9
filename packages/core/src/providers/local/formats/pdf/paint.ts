import type { XmlElement } from '@rgrove/parse-xml'
import type { Canvas, Place } from './canvas.js'
import {
  type Box,
  identity,
  type Matrix,
  matrixOfBox,
  multiply,
  parseMatrix,
  transformBox,
} from './geometry.js'
import { addGradient, addGradientMask, toComponents } from './gradient.js'
import { formatNumbers } from './operators.js'
import type { Reference } from './pdf-file.js'
import { refuse } from './simplify-svg.js'
import { strokeReach } from './stroke.js'
import { tileOf } from './tiles.js'

const operators = {
  fill: { color: 'rg', space: 'cs', pattern: 'scn', alpha: '/ca' },
  stroke: { color: 'RG', space: 'CS', pattern: 'SCN', alpha: '/CA' },
} as const

/** Operators that come before painting. */
export interface Paint {
  operators: string
  /** Whether it shows through in some way. */
  isTranslucent: boolean
}

/**
 * The fill or stroke of a path; `undefined` when it has none.
 *
 * @param box Around the path's outline.
 */
export function toPaint(
  kind: 'fill' | 'stroke',
  { attributes }: XmlElement,
  box: Box,
  place: Place,
  canvas: Canvas,
): Paint | undefined {
  const value = attributes[kind] ?? 'none'
  if (value === 'none') return undefined
  const { file } = canvas
  const { alpha, color, pattern, space } = operators[kind]
  const opacity = Number(attributes[`${kind}-opacity`] ?? 1) * place.alpha
  const states = opacity === 1 ? [] : [`<< ${alpha} ${formatNumbers([opacity])} >>`]
  const paintWith = (set: string) => ({
    operators: [...states.map((state) => `${file.nameResource('ExtGState', state)} gs`), set].join(
      '\n',
    ),
    isTranslucent: states.length > 0,
  })
  if (value.startsWith('#')) return paintWith(`${formatNumbers(toComponents(value))} ${color}`)
  const server = canvas.definitions.get(idOf(value))
  if (server === undefined) throw new Error(`no definition of ${value}`)
  let reference: Reference
  if (server.name === 'pattern') reference = addPattern(server, box, place, canvas)
  else {
    reference = addGradient(file, server, box, place.matrix)
    const margin = kind === 'stroke' ? strokeReach(attributes) : 0
    const mask = addGradientMask(file, server, box, margin)
    if (mask !== undefined) states.push(mask)
  }
  return paintWith(`/Pattern ${space} ${file.nameResource('Pattern', reference)} ${pattern}`)
}

/** The id in `url(#id)`. */
export function idOf(value: string): string {
  return value.slice(value.indexOf('#') + 1, -1)
}

/** A tile that repeats, drawn as vectors. */
function addPattern(pattern: XmlElement, box: Box, place: Place, canvas: Canvas): Reference {
  const { attributes } = pattern
  if (attributes.patternContentUnits === 'objectBoundingBox' || attributes.viewBox !== undefined) {
    throw refuse('a pattern that grows with what it fills')
  }
  const units = attributes.patternUnits === 'userSpaceOnUse' ? identity : matrixOfBox(box)
  const tile = transformBox(units, tileOf(pattern))
  const matrix = multiply(place.matrix, parseMatrix(attributes.patternTransform))
  const corners = [tile.x, tile.y, tile.x + tile.width, tile.y + tile.height]
  const origin: Matrix = [1, 0, 0, 1, tile.x, tile.y]
  const content = canvas.drawChildren(pattern, { matrix: origin, bounds: tile, alpha: 1 })
  return canvas.file.addStream(
    `/PatternType 1 /PaintType 1 /TilingType 1 /BBox [${formatNumbers(corners)}] /XStep ${formatNumbers([tile.width])} /YStep ${formatNumbers([tile.height])} /Matrix [${formatNumbers(matrix)}] /Resources ${canvas.file.resources}`,
    `${formatNumbers(origin)} cm\n${content}`,
  )
}
