/**
 * Drawing plots: beside a bare loop over the same libraries, in workers beside one thread, and
 * the first one of a process. Run: `npm run build && node bench/render.ts`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { workFolder } from './corpus.ts'
import {
  type Command,
  emptyNode,
  extraCpuMs,
  isOnPath,
  measureInTurns,
  medianCpuMs,
  medianWallMs,
  pairedRatio,
} from './harness.ts'
import { createPlots } from './plot-figures.ts'
import type { RenderInput } from './render-loop.ts'
import { type Goal, milliseconds, printGoals, printMachine, printTable } from './table.ts'

const rounds = 5
const formats = ['svg', 'png'] as const
const loop = fileURLToPath(new URL('./render-loop.ts', import.meta.url))
const inputsPath = (format: string) => join(workFolder, `render-${format}.json`)

type Mode = 'bare' | 'alone' | 'pool'

function command(mode: Mode, format: string, count: number): Command {
  const argv = [process.execPath, loop, mode, format, inputsPath(format), String(count)] as const
  return { name: `${mode}, ${count} ${format}`, argv: [...argv] }
}

/** Draws every figure once, to know its spec and its SVG. */
async function prepareInputs(): Promise<void> {
  const recorder = new URL('./vega-lite-recorder.mjs', import.meta.url).href
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === 'vega-lite' && context.parentURL !== recorder
        ? nextResolve(recorder, context)
        : nextResolve(specifier, context),
  })
  const { specs } = (await import(recorder)) as { specs: string[] }
  const { createProviders, systemClock } = await import('@figmill/core')
  const provider = createProviders({ draft: false }).get('local')
  const draw = async (figure: Parameters<NonNullable<typeof provider>['resolve']>[0]) => {
    const { request } = provider?.resolve(figure) ?? {}
    const [outcome] = (request && (await provider?.submit([request], { clock: systemClock }))) ?? []
    if (request === undefined || outcome?.status !== 'done') throw new Error('cannot be drawn')
    return { request, text: new TextDecoder().decode(outcome.artifact.bytes) }
  }
  mkdirSync(workFolder, { recursive: true })
  const drawn = []
  for (const figure of createPlots(400, 'svg')) drawn.push(await draw(figure))
  for (const format of formats) {
    const figures = createPlots(400, format)
    const inputs = drawn.map(({ request, text }, index): RenderInput => {
      const own = figures[index] && provider?.resolve(figures[index]).request
      return { request: own ?? request, spec: specs[index] ?? '', svg: text }
    })
    writeFileSync(inputsPath(format), JSON.stringify(inputs))
  }
}

/** The same on one processor, whatever a process does beside its main thread. */
function onOneProcessor({ name, argv }: Command): Command {
  return { name: `${name}, one processor`, argv: ['taskset', '-c', '0', ...argv] }
}

await prepareInputs()
printMachine()
const goals: Goal[] = []
const empty = emptyNode()
const rows: string[][] = []

interface Pair {
  base: Command
  ours: Command
  atLeast: number
}

function pairsOf(format: string): Pair[] {
  const bare = { base: command('bare', format, 200), ours: command('alone', format, 200) }
  const pools = [50, 200, 400].map((count) => ({
    base: command('alone', format, count),
    ours: command('pool', format, count),
    atLeast: count < 200 ? 0.95 : 1.7,
  }))
  const onOne = pools.slice(1).map((pair) => ({ ...pair, base: onOneProcessor(pair.base) }))
  return [{ ...bare, atLeast: 0.9 }, ...pools, ...(isOnPath('taskset') ? onOne : [])]
}

for (const { atLeast, base, ours } of formats.flatMap(pairsOf)) {
  const [bases, runs] = measureInTurns([base, ours], rounds)
  for (const [{ name }, measured] of [
    [base, bases],
    [ours, runs],
  ] as const) {
    rows.push([name, milliseconds(medianWallMs(measured)), milliseconds(medianCpuMs(measured))])
  }
  const what = `rate of ${ours.name} : ${base.name}`
  goals.push({ what, value: pairedRatio(bases, runs), unit: 'ratio', atLeast })
}

const firsts = formats.map((format) => command('alone', format, 1))
const [empties, ...cold] = measureInTurns([empty, ...firsts], 11)

console.log('\nWhole processes, medians')
printTable([['', 'ms', 'cpu ms'], ...rows])
console.log('\nThe first figure of a process')
printTable([
  ['', 'ms', 'x empty', 'cpu + ms'],
  ...firsts.map(({ name }, index) => [
    name,
    milliseconds(medianWallMs(cold[index])),
    pairedRatio(cold[index], empties).toFixed(1),
    milliseconds(extraCpuMs(cold[index], empties)),
  ]),
])
console.log('\nGoals')
printGoals(goals)
