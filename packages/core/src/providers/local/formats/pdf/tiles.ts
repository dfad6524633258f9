import type { XmlElement } from '@rgrove/parse-xml'
import { type Box, invert, type Matrix, parseMatrix, transformBox } from './geometry.js'
import { boundsOf, parseOutline, type Segment, transformOutline } from './outline.js'
import { elementsOf } from './simplify-svg.js'
import { strokeReach } from './stroke.js'

/** A path of a pattern, once for each tile. */
export interface RepeatedPath {
  path: XmlElement
  segments: Segment[]
}

const maxTiles = 20_000

/**
 * The paths of a pattern over a box, each as one outline in all tiles: programs that show a PDF
 * leave seams between the tiles of its own patterns. `undefined` for a pattern where that would
 * look different, because something in a tile is cut off at its edge.
 */
export function repeatTile(
  pattern: XmlElement,
  box: Box,
): { matrix: Matrix; paths: RepeatedPath[] } | undefined {
  const { attributes } = pattern
  const matrix = parseMatrix(attributes.patternTransform)
  const back = invert(matrix)
  const paths = elementsOf(pattern)
  const tile = tileOf(pattern)
  const isWhole = paths.every((path) => isPlain(path) && staysInside(path, tile, attributes.id))
  if (back === undefined || attributes.patternUnits !== 'userSpaceOnUse' || !isWhole) {
    return undefined
  }
  const covered = transformBox(back, box)
  const columns = range((covered.x - tile.x) / tile.width, covered.width / tile.width)
  const rows = range((covered.y - tile.y) / tile.height, covered.height / tile.height)
  if (columns.length * rows.length > maxTiles) return undefined
  const places = rows.flatMap((row) =>
    columns.map((column): Matrix => {
      return [1, 0, 0, 1, tile.x + column * tile.width, tile.y + row * tile.height]
    }),
  )
  return {
    matrix,
    paths: paths.map((path) => {
      const segments = parseOutline(path.attributes.d ?? '')
      return { path, segments: places.flatMap((place) => transformOutline(place, segments)) }
    }),
  }
}

/** Where the first tile of a pattern stands, in the pattern's coordinates. */
export function tileOf({ attributes }: XmlElement): Box {
  const [x = 0, y = 0, width = 0, height = 0] = ['x', 'y', 'width', 'height'].map((name) =>
    Number(attributes[name] ?? 0),
  )
  return { x, y, width, height }
}

function isPlain({ attributes, name }: XmlElement): boolean {
  const colors = [attributes.fill, attributes.stroke]
  return (
    name === 'path' &&
    attributes.transform === undefined &&
    attributes['fill-opacity'] === undefined &&
    attributes['stroke-opacity'] === undefined &&
    colors.every((color) => color === 'none' || color?.startsWith('#'))
  )
}

/**
 * Whether the edges of its tile cut nothing off a path. The lines of our own hatchings
 * (`hatches.ts`) reach over them, to where they go on in the next tile.
 */
function staysInside({ attributes }: XmlElement, tile: Box, id = ''): boolean {
  if (/(?:^|-)hatch-/.test(id)) return true
  const { height, width, x, y } = boundsOf(parseOutline(attributes.d ?? ''))
  const reach = attributes.stroke === 'none' ? 0 : strokeReach(attributes)
  return (
    x >= reach && y >= reach && x + width + reach <= tile.width && y + height + reach <= tile.height
  )
}

/** Whole numbers that cover a stretch. */
function range(start: number, length: number): number[] {
  const first = Math.floor(start)
  return Array.from({ length: Math.ceil(start + length) - first }, (_, index) => first + index)
}
