import { expect } from 'vitest'
import type { Artifact } from '../../../src/artifact.js'
import { rasterize } from '../../../src/providers/local/formats/rasterize.js'

/** Fails when anything drawn, text above all, reaches over the edge of the picture. */
export async function expectInside({ bytes, width, height }: Artifact): Promise<void> {
  const svg = new TextDecoder().decode(bytes)
  // Rasterising loads the renderer, which also tells the bounds of what it would draw.
  await rasterize('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', 1, 1)
  const { Resvg } = await import('@resvg/resvg-wasm')
  const resvg = new Resvg(svg, { font: { loadSystemFonts: false } })
  const box = resvg.getBBox()
  resvg.free()
  if (box === undefined) throw new Error('the picture is empty')
  expect(box.x).toBeGreaterThanOrEqual(-0.5)
  expect(box.y).toBeGreaterThanOrEqual(-0.5)
  // Bounds are told in the units of the drawing, which a picture for print is smaller than.
  const [, , canvasWidth = width, canvasHeight = height] =
    / viewBox="([^"]*)"/.exec(svg)?.[1]?.split(' ').map(Number) ?? []
  expect(box.x + box.width).toBeLessThanOrEqual(canvasWidth + 0.5)
  expect(box.y + box.height).toBeLessThanOrEqual(canvasHeight + 0.5)
}
