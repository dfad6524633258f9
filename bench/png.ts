/**
 * Encoders of PNG over the same rendered drawings: `node bench/png.ts`, after `npm run build`.
 *
 * Ours (`formats/encode-png.ts`) beside what resvg writes itself, and beside true colours through
 * fflate. All of them write the same bytes on every machine; node:zlib would not.
 */
import { zlibSync } from 'fflate'
import { systemClock } from '../packages/core/dist/clock.js'
import {
  encodePng,
  type RenderedImage,
} from '../packages/core/dist/providers/local/formats/encode-png.js'
import { type Resvg, withResvg } from '../packages/core/dist/providers/local/formats/resvg.js'
import { createLocalProvider } from '../packages/core/dist/providers/local/local-provider.js'
import { sampleFigures } from '../packages/core/test/providers/local/sample-figures.ts'
import { median } from './harness.ts'
import { milliseconds, printGoals, printMachine, printTable } from './table.ts'

const rounds = 9

const encoders: Record<string, (image: RenderedImage) => Uint8Array> = {
  'ours: a palette, or resvg': encodePng,
  'resvg: asPng': (image) => image.asPng(),
  'fflate, level 1': (image) => zlibSync(toTrueColors(image), { level: 1 }),
  'fflate, level 3': (image) => zlibSync(toTrueColors(image), { level: 3 }),
  'fflate, level 3, rows filtered': (image) => zlibSync(toTrueColors(image, 2), { level: 3 }),
  'fflate, level 6': (image) => zlibSync(toTrueColors(image), { level: 6 }),
}
const names = Object.keys(encoders)
/** By encoder, what each picture took in each round. */
const times = new Map(names.map((name) => [name, new Map<string, number[]>()]))
const sizes = new Map(names.map((name) => [name, 0]))

for (const [picture, svg] of await drawSamples()) {
  await withResvg(svg, (resvg) => measure(picture, resvg), 1280)
}
const totals = new Map([...times].map(([name, byPicture]) => [name, sumOfMedians(byPicture)]))
const base = totals.get('resvg: asPng') ?? Number.NaN
const baseSize = sizes.get('resvg: asPng') ?? Number.NaN

printMachine()
console.log(
  `${Object.keys(sampleFigures).length} drawings, 1280 pixels wide, ${rounds} rounds in turns\n`,
)
printTable([
  ['encoder', 'ms', 'time', 'bytes'],
  ...names.map((name) => [
    name,
    milliseconds((totals.get(name) ?? Number.NaN) / Object.keys(sampleFigures).length),
    `x ${((totals.get(name) ?? Number.NaN) / base).toFixed(2)}`,
    `x ${((sizes.get(name) ?? Number.NaN) / baseSize).toFixed(2)}`,
  ]),
])
console.log()
const fastest = Math.min(...names.slice(1).map((name) => totals.get(name) ?? Number.NaN))
const ours = totals.get(names[0] ?? '') ?? Number.NaN
printGoals([
  { what: 'ours to the fastest of the others', value: ours / fastest, unit: 'ratio', atMost: 1 },
])

async function drawSamples(): Promise<Map<string, string>> {
  const provider = createLocalProvider()
  const drawings = new Map<string, string>()
  for (const [name, figure] of Object.entries(sampleFigures)) {
    const { request } = provider.resolve({ ...figure, formats: ['svg'], resolution: undefined })
    if (request === undefined) throw new Error(`the sample ${name} cannot be drawn`)
    const [outcome] = await provider.submit([request], { clock: systemClock })
    if (outcome?.status !== 'done') throw new Error(`the sample ${name} was not drawn`)
    drawings.set(name, new TextDecoder().decode(outcome.artifact.bytes))
  }
  return drawings
}

function measure(picture: string, resvg: Resvg): void {
  const image = resvg.render()
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const started = performance.now()
      const bytes = encoders[name]?.(image)
      const took = performance.now() - started
      // The first round warms up.
      if (round === 0) sizes.set(name, (sizes.get(name) ?? 0) + (bytes?.length ?? 0))
      else times.get(name)?.set(picture, [...(times.get(name)?.get(picture) ?? []), took])
    }
  }
  image.free()
}

function sumOfMedians(byPicture: ReadonlyMap<string, readonly number[]>): number {
  return [...byPicture.values()].reduce((sum, list) => sum + median(list), 0)
}

/** Rows of RGB as a PNG compresses them: as they are (0), or as differences to the row above (2). */
function toTrueColors({ height, pixels, width }: RenderedImage, filter: 0 | 2 = 0): Uint8Array {
  const rows = new Uint8Array((width * 3 + 1) * height)
  let to = 0
  for (let y = 0; y < height; y++) {
    rows[to++] = filter
    for (let from = y * width * 4; from < (y + 1) * width * 4; from += 4) {
      for (let channel = from; channel < from + 3; channel++) {
        const above = filter === 2 ? (pixels[channel - width * 4] ?? 0) : 0
        rows[to++] = (pixels[channel] ?? 0) - above
      }
    }
  }
  return rows
}
