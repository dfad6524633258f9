/** `x' = a x + c y + e`, `y' = b x + d y + f`. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export const identity: Matrix = [1, 0, 0, 1, 0, 0]

/** Reads the one form of `transform` a simplified SVG has: `matrix(a b c d e f)`. */
export function parseMatrix(transform: string | undefined): Matrix {
  if (transform === undefined) return identity
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = (
    transform.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []
  ).map(Number)
  return [a, b, c, d, e, f]
}

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer
  const [g, h, i, j, k, l] = inner
  return [
    a * g + c * h,
    b * g + d * h,
    a * i + c * j,
    b * i + d * j,
    a * k + c * l + e,
    b * k + d * l + f,
  ]
}

/** `undefined` for what is flattened to a line or a point. */
export function invert([a, b, c, d, e, f]: Matrix): Matrix | undefined {
  const determinant = a * d - b * c
  if (determinant === 0) return undefined
  return [
    d / determinant,
    -b / determinant,
    -c / determinant,
    a / determinant,
    (c * f - d * e) / determinant,
    (b * e - a * f) / determinant,
  ]
}

/** The upright box around a transformed one. */
export function transformBox([a, b, c, d, e, f]: Matrix, box: Box): Box {
  const corners = [box.x, box.x + box.width].flatMap((x) =>
    [box.y, box.y + box.height].map((y) => [a * x + c * y + e, b * x + d * y + f] as const),
  )
  return boxAround(corners)
}

export function boxAround(points: readonly (readonly [x: number, y: number])[]): Box {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const x = Math.min(...xs)
  const y = Math.min(...ys)
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}

/** From the unit square to a box. */
export function matrixOfBox({ x, y, width, height }: Box): Matrix {
  return [width, 0, 0, height, x, y]
}

/** Puts something of a size into a frame, whole, in the middle and undistorted. */
export function fitInto(frame: Box, { height, width }: { width: number; height: number }): Matrix {
  const scale = Math.min(frame.width / width, frame.height / height)
  const x = frame.x + (frame.width - width * scale) / 2
  const y = frame.y + (frame.height - height * scale) / 2
  return [scale, 0, 0, scale, x, y]
}

/** Stretches something of a size to a frame. */
export function stretchInto(
  frame: Box,
  { height, width }: { width: number; height: number },
): Matrix {
  return [frame.width / width, 0, 0, frame.height / height, frame.x, frame.y]
}
