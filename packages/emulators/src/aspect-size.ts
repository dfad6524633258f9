/** Pixels of the longer side by the name of a resolution. */
const longerSides: Readonly<Record<string, number>> = {
  '1K': 1024,
  '2K': 2048,
  '4K': 4096,
  '720P': 1280,
  '1080P': 1920,
}

/**
 * Width and height of a picture.
 *
 * @param ratio `16:9`; anything else is a square.
 * @param resolution `1K`, `2K` or `4K`, or that of a video at 16:9, in any case.
 */
export function sizeOf(
  ratio: string | undefined,
  resolution: string,
): { width: number; height: number } {
  const longer = longerSides[resolution.toUpperCase()] ?? 1024
  const [x = 1, y = 1] = /^\d+:\d+$/.test(ratio ?? '') ? (ratio ?? '').split(':').map(Number) : []
  return x >= y
    ? { width: longer, height: Math.round((longer * y) / x) }
    : { width: Math.round((longer * x) / y), height: longer }
}
