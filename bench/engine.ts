/**
 * What the engine costs beside a bare download loop: figures per second, processor time, bytes
 * written and memory, against a fake service without latency on loopback. Run: `npm run build &&
 * node bench/engine.ts`, which fails when a goal is missed; with `--short` once each, and only what
 * does not hang on how busy the machine is must hold.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import { workFolder } from './corpus.ts'
import { type Goal, isMet, milliseconds, printGoals, printMachine, printTable } from './table.ts'

interface Run {
  elapsedMs: number
  rssMb: number
  cpuMs: number
  bytesWritten: number
}

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Node.js 24 gives a young generation of 64 MB to whatever allocates quickly, 22 one of 16 MB. */
const usualYoung = '--max-semi-space-size=16'

/** What runs is JavaScript, as with an author: taking types away costs some 25 MB. */
const loop = join(workFolder, 'engine-loop.js')
await build({
  input: pathOf('engine-loop.ts'),
  platform: 'node',
  external: /^@figmill/,
  output: { file: loop },
  logLevel: 'warn',
})

/**
 * Of all loops, removed at the end: a file system that has just removed thousands of files is slow
 * to make new ones. On another disk with `FIGMILL_BENCH_FOLDER`.
 */
const folder = mkdtempSync(join(process.env.FIGMILL_BENCH_FOLDER ?? tmpdir(), 'figmill-bench-'))

/** Runs loops one after the other against a service of their own each. */
async function measure(
  kind: 'bare' | 'engine' | 'hold',
  mode: 'sync' | 'async',
  figures: number,
  { durationMs = 0, pictureBytes = 0, flags = [] as string[] } = {},
): Promise<Run> {
  const server = spawn(
    process.execPath,
    [pathOf('engine-server.ts'), mode, String(durationMs), String(pictureBytes)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const lines = createInterface({ input: server.stdout })
  const [origin] = (await once(lines, 'line')) as [string]
  const argv = [...flags, loop, kind, mode, origin, String(figures), folder]
  const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' })
  server.stdin.end()
  await once(server, 'exit')
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Run
  } catch {
    throw new Error(`the loop failed: ${stderr}`)
  }
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

printMachine()
const isShort = process.argv.includes('--short')
const rounds = isShort ? 1 : 3
/** Enough that two looks, a second after the first submission and after the last, weigh little. */
const figures = isShort ? 6_000 : 10_000
const goals: Goal[] = []
/** Those that a busy machine changes little. */
const steady: Goal[] = []
const rows: string[][] = []
for (const mode of ['sync', 'async'] as const) {
  const pairs: [Run, Run][] = []
  for (let round = 0; round < rounds; round++) {
    pairs.push([await measure('bare', mode, figures), await measure('engine', mode, figures)])
  }
  const of = (index: 0 | 1, what: keyof Run) => median(pairs.map((pair) => pair[index][what]))
  for (const [name, index] of [
    ['bare loop', 0],
    ['engine', 1],
  ] as const) {
    const perSecond = (figures / of(index, 'elapsedMs')) * 1000
    rows.push([
      `${mode}: ${name}`,
      perSecond.toFixed(0),
      milliseconds(of(index, 'cpuMs') / figures),
      index === 0 ? '' : (of(index, 'bytesWritten') / figures / 1024).toFixed(0),
      of(index, 'rssMb').toFixed(0),
    ])
  }
  const ratio = median(pairs.map(([bare, engine]) => engine.elapsedMs / bare.elapsedMs))
  goals.push({
    what: `${mode}: figures per second`,
    value: (figures / of(1, 'elapsedMs')) * 1000,
    unit: 'count',
    atLeast: 500,
  })
  steady.push({ what: `${mode}: time, to the bare loop`, value: ratio, unit: 'ratio', atMost: 4 })
}
const hold = (flags: string[]) => measure('hold', 'async', 10_000, { durationMs: 3_600_000, flags })
const [held, heldYoung] = [await hold([usualYoung]), await hold([])]
rows.push([
  '10,000 jobs under way, young generation of 64 MB',
  '',
  '',
  '',
  heldYoung.rssMb.toFixed(0),
])
steady.push({
  what: 'memory with 10,000 jobs under way',
  value: held.rssMb,
  unit: 'MB',
  atMost: 220,
})
/** As many of both, because jobs take memory too; enough that garbage is collected many times. */
const pictures = 1_000
const memoryWith = async (pictureBytes: number, times: number) => {
  const runs: number[] = []
  while (runs.length < times) {
    const run = await measure('engine', 'async', pictures, { pictureBytes, flags: [usualYoung] })
    runs.push(run.rssMb)
  }
  return median(runs)
}
// Short runs differ more than long ones do.
const small = await memoryWith(200_000, 3)
const large = await memoryWith(4_000_000, rounds)
rows.push(['1,000 pictures of 200 KB', '', '', '', small.toFixed(0)])
rows.push(['1,000 pictures of 4 MB', '', '', '', large.toFixed(0)])
steady.push({
  what: 'memory with pictures of 4 MB, to 200 KB',
  value: large / small,
  unit: 'ratio',
  atMost: 1.1,
})

rmSync(folder, { recursive: true })

console.log(`\nDurable figures, medians of ${rounds} runs of ${figures}`)
printTable([['', 'per second', 'cpu ms each', 'KB written each', 'MB'], ...rows])
console.log('\nGoals')
printGoals([...goals, ...steady])

if (![...steady, ...(isShort ? [] : goals)].every(isMet)) process.exitCode = 1
