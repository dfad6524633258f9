import { readFile } from 'node:fs/promises'

let ready: Promise<typeof import('@resvg/resvg-wasm')> | undefined

/**
 * Draws an SVG without text as PNG; the same bytes everywhere.
 *
 * @param scale Pixels per CSS pixel.
 */
export async function rasterize(
  svg: string,
  width: number,
  scale: number,
): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  ready ??= load()
  const { Resvg } = await ready
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'width', value: Math.round(width * scale) },
    font: { loadSystemFonts: false },
  })
  const image = resvg.render()
  const png = { bytes: image.asPng(), width: image.width, height: image.height }
  image.free()
  resvg.free()
  return png
}

async function load() {
  const resvg = await import('@resvg/resvg-wasm')
  const path = new URL(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))
  await resvg.initWasm(await readFile(path))
  return resvg
}
