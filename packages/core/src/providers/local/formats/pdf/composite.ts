import type { Canvas, Place } from './canvas.js'
import { type Box, invert, transformBox } from './geometry.js'
import { formatNumbers } from './operators.js'

/** How a part of the picture is put on what is below it. */
export interface Mixing {
  alpha: number
  /** CSS `mix-blend-mode`. */
  blend: string
}

/** What the content stream shows, in the coordinates that are drawn in. */
export function visibleBox({ bounds, matrix }: Place): Box | undefined {
  const back = invert(matrix)
  return back && transformBox(back, bounds)
}

/**
 * Operators that put content on the page as a whole.
 *
 * @param box Around what is seen of the content, in its own coordinates.
 */
export function composite(
  content: string,
  box: Box,
  { alpha, blend }: Mixing,
  { file }: Canvas,
): string {
  const corners = [box.x, box.y, box.x + box.width, box.y + box.height]
  const group = file.addStream(
    `/Type /XObject /Subtype /Form /BBox [${formatNumbers(corners)}] /Group << /S /Transparency >> /Resources ${file.resources}`,
    content,
  )
  const mode = blend.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
  const state = `<< /BM /${mode} /ca ${formatNumbers([alpha])} >>`
  return `q\n${file.nameResource('ExtGState', state)} gs\n${file.nameResource('XObject', group)} Do\nQ`
}
