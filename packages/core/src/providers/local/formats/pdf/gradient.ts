import type { XmlElement } from '@rgrove/parse-xml'
import { type Box, type Matrix, matrixOfBox, multiply, parseMatrix } from './geometry.js'
import { formatNumbers } from './operators.js'
import type { PdfFile, Reference } from './pdf-file.js'
import { elementsOf, refuse } from './simplify-svg.js'

interface Stop {
  /** From 0 to 1. */
  offset: number
  /** Components from 0 to 1. */
  color: readonly number[]
}

/**
 * A gradient as a pattern.
 *
 * @param box Around what it fills.
 * @param matrix From the coordinates of what it fills to those of the content stream.
 */
export function addGradient(
  file: PdfFile,
  gradient: XmlElement,
  box: Box,
  matrix: Matrix,
): Reference {
  return addShading(file, gradient, box, matrix, 'DeviceRGB', ({ attributes }) =>
    toComponents(attributes['stop-color'] ?? '#000000'),
  )
}

/**
 * What lets a gradient show through where its stops do, as a graphics state; `undefined` when
 * nothing does.
 *
 * @param box Around what it fills.
 * @param margin How far a stroke reaches over the box.
 */
export function addGradientMask(
  file: PdfFile,
  gradient: XmlElement,
  box: Box,
  margin: number,
): string | undefined {
  const opacityOf = ({ attributes }: XmlElement) => Number(attributes['stop-opacity'] ?? 1)
  if (elementsOf(gradient).every((stop) => opacityOf(stop) === 1)) return undefined
  const shading = addShading(file, gradient, box, [1, 0, 0, 1, 0, 0], 'DeviceGray', (stop) => [
    opacityOf(stop),
  ])
  const { height, width, x, y } = box
  const [left, top] = [x - margin, y - margin]
  const [wide, high] = [width + 2 * margin, height + 2 * margin]
  const mask = file.addStream(
    `/Type /XObject /Subtype /Form /BBox [${formatNumbers([left, top, left + wide, top + high])}] /Group << /S /Transparency /CS /DeviceGray >> /Resources ${file.resources}`,
    `/Pattern cs ${file.nameResource('Pattern', shading)} scn ${formatNumbers([left, top, wide, high])} re f`,
  )
  return `<< /SMask << /S /Luminosity /G ${mask} >> >>`
}

function addShading(
  file: PdfFile,
  gradient: XmlElement,
  box: Box,
  matrix: Matrix,
  space: 'DeviceGray' | 'DeviceRGB',
  colorOf: (stop: XmlElement) => readonly number[],
): Reference {
  const { attributes } = gradient
  if ((attributes.spreadMethod ?? 'pad') !== 'pad') throw refuse('a gradient that repeats')
  const units =
    attributes.gradientUnits === 'userSpaceOnUse' ? matrix : multiply(matrix, matrixOfBox(box))
  const place = multiply(units, parseMatrix(attributes.gradientTransform))
  const read = (...names: string[]) => names.map((name) => Number(attributes[name] ?? 0))
  const [type, ends] =
    gradient.name === 'linearGradient'
      ? [2, read('x1', 'y1', 'x2', 'y2')]
      : [3, [...read('fx', 'fy'), 0, ...read('cx', 'cy', 'r')]]
  const stops = elementsOf(gradient).map((stop): Stop => {
    return { offset: Number(stop.attributes.offset ?? 0), color: colorOf(stop) }
  })
  return file.add(
    `<< /PatternType 2 /Matrix [${formatNumbers(place)}] /Shading << /ShadingType ${type} /ColorSpace /${space} /Coords [${formatNumbers(ends)}] /Function ${toFunction(stops)} /Extend [true true] >> >>`,
  )
}

function toFunction(stops: readonly Stop[]): string {
  const [first, last] = [stops[0], stops.at(-1)]
  if (first === undefined || last === undefined) throw new Error('a gradient without stops')
  const all = [{ ...first, offset: 0 }, ...stops, { ...last, offset: 1 }]
  const steps = all.slice(1).map((stop, index) => ({ from: all[index] ?? first, to: stop }))
  const wide = steps.filter(({ from, to }) => to.offset > from.offset)
  const functions = wide.map(
    ({ from, to }) =>
      `<< /FunctionType 2 /Domain [0 1] /C0 [${formatNumbers(from.color)}] /C1 [${formatNumbers(to.color)}] /N 1 >>`,
  )
  const bounds = formatNumbers(wide.slice(1).map(({ from }) => from.offset))
  const encode = wide.map(() => '0 1').join(' ')
  return `<< /FunctionType 3 /Domain [0 1] /Functions [${functions.join(' ')}] /Bounds [${bounds}] /Encode [${encode}] >>`
}

/** `#rrggbb` as numbers from 0 to 1. */
export function toComponents(color: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16) / 255)
}
