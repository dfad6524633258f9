/**
 * Draws plots and ends, for render.ts to measure: `node bench/render-loop.ts bare|alone|pool
 * svg|png inputs.json count`.
 */
import { readFileSync } from 'node:fs'
import { createProviders, type ProviderRequest, systemClock } from '@figmill/core'
import type { TopLevelSpec } from 'vega-lite'

/** A figure, prepared for each of the loops. */
export interface RenderInput {
  request: ProviderRequest
  /** The Vega-Lite spec it becomes, as JSON. */
  spec: string
  /** The SVG it becomes. */
  svg: string
}

const [mode, format, path = '', count] = process.argv.slice(2)
const inputs = (JSON.parse(readFileSync(path, 'utf8')) as RenderInput[]).slice(0, Number(count))

if (mode === 'bare') await drawBare(format === 'png')
else await drawAsBuild(mode === 'pool')

/** Nothing but the libraries: no labels measured, no text outlined, no marks counted. */
async function drawBare(asPng: boolean) {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')])
  const toPng = asPng ? await loadResvg() : undefined
  for (const { spec, svg } of inputs) {
    const compiled = vegaLite.compile(JSON.parse(spec) as TopLevelSpec).spec
    const view = new vega.View(vega.parse(compiled), { renderer: 'none' })
    await view.toSVG()
    view.finalize()
    toPng?.(svg)
  }
}

async function loadResvg() {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm')
  await initWasm(readFileSync(new URL(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))))
  return (svg: string) => {
    const resvg = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: 2 },
      font: { loadSystemFonts: false },
    })
    const image = resvg.render()
    image.asPng()
    image.free()
    resvg.free()
  }
}

/** Four under way at once, as a build has them; only a pool is told what waits. */
async function drawAsBuild(asPool: boolean) {
  const provider = createProviders({ draft: false }).get('local')
  let next = 0
  const lane = async () => {
    for (let input = inputs[next++]; input !== undefined; input = inputs[next++]) {
      const waiting = asPool ? inputs.length - next : 0
      const [outcome] =
        (await provider?.submit([input.request], { clock: systemClock, waiting })) ?? []
      if (outcome?.status !== 'done') throw new Error(JSON.stringify(outcome))
    }
  }
  await Promise.all([lane(), lane(), lane(), lane()])
}
