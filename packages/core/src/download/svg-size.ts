const pixelsPerUnit: Record<string, number> = {
  '': 1,
  px: 1,
  pt: 96 / 72,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
}

/**
 * Size of an SVG in CSS pixels: its own width and height, or what its view box makes of one of
 * them or of none. `undefined` when it has neither.
 */
export function readSvgSize(
  attributes: Readonly<Record<string, string>>,
): { width: number; height: number } | undefined {
  const width = readLength(attributes.width)
  const height = readLength(attributes.height)
  const box = readViewBox(attributes.viewBox)
  if (width !== undefined && height !== undefined) return { width, height }
  if (box === undefined) return undefined
  if (width !== undefined) return { width, height: (width * box.height) / box.width }
  if (height !== undefined) return { width: (height * box.width) / box.height, height }
  return box
}

/** Percentages depend on the page. */
function readLength(text: string | undefined): number | undefined {
  const [, number, unit = ''] = /^\s*([\d.]+(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i.exec(text ?? '') ?? []
  const length = Number(number) * (pixelsPerUnit[unit.toLowerCase()] ?? Number.NaN)
  return length >= 0 ? length : undefined
}

function readViewBox(text: string | undefined): { width: number; height: number } | undefined {
  const [, , width = 0, height = 0] = (text ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  return width > 0 && height > 0 ? { width, height } : undefined
}
