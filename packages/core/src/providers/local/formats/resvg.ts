import { readFile } from 'node:fs/promises'

type Module = typeof import('@resvg/resvg-wasm')
export type Resvg = InstanceType<Module['Resvg']>

let loading: Promise<Module> | undefined

/**
 * Reads an SVG without text for as long as `use` needs it; the same on every machine.
 *
 * @param widthPixels Of what is rendered; without it, as wide as the SVG says.
 */
export async function withResvg<Result>(
  svg: string,
  use: (resvg: Resvg) => Result,
  widthPixels?: number,
): Promise<Result> {
  loading ??= load()
  const { Resvg } = await loading
  const resvg = new Resvg(svg, {
    font: { loadSystemFonts: false },
    ...(widthPixels === undefined ? {} : { fitTo: { mode: 'width', value: widthPixels } }),
  })
  try {
    return use(resvg)
  } finally {
    resvg.free()
  }
}

async function load() {
  const resvg = await import('@resvg/resvg-wasm')
  const path = new URL(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))
  await resvg.initWasm(await readFile(path))
  return resvg
}
