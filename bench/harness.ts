/** Measures whole processes, start-up included; what counts is the ratio of two in one run. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { workFolder } from './corpus.ts'

export interface Command {
  name: string
  /** Program and arguments. */
  argv: readonly [string, ...string[]]
  cwd?: string
  /** What must be so before each run; not measured. */
  prepare?: () => void
  /** 0 when absent. */
  expectedStatus?: number
}

export interface Measurement {
  wallMs: number
  /** User and system time of the process and its children, all threads. */
  cpuMs: number
}

export const binPath = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url))

/** The figmill of this workspace. */
export function figmill(cwd: string, ...argv: string[]): Command {
  return { name: `figmill ${argv.join(' ')}`, argv: [process.execPath, binPath, ...argv], cwd }
}

/** What no Node.js program can be faster than. */
export function emptyNode(): Command {
  const path = join(workFolder, 'empty.cjs')
  mkdirSync(workFolder, { recursive: true })
  writeFileSync(path, '')
  return { name: 'node, empty file', argv: [process.execPath, path] }
}

/**
 * Bash measures, because Node.js cannot tell the processor time of a child. What the command
 * prints goes nowhere; only its status is looked at.
 */
const script = `
LC_ALL=C TIMEFORMAT='%U %S'
start=$EPOCHREALTIME
time "$@" >/dev/null 2>&1 </dev/null
status=$?
echo "$start $EPOCHREALTIME $status"`

export function measureOnce(command: Command): Measurement {
  const { argv, cwd, expectedStatus = 0, name } = command
  command.prepare?.()
  const { stderr, stdout } = spawnSync('bash', ['-c', script, 'bash', ...argv], {
    cwd: cwd ?? workFolder,
    encoding: 'utf8',
  })
  const [start, end, status] = stdout.trim().split(' ').map(Number)
  const [user, system] = stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? []
  if (start === undefined || end === undefined || user === undefined || system === undefined) {
    throw new Error(`bash could not measure ${name}: ${stderr}`)
  }
  if (status !== expectedStatus) {
    const { stderr: message } = spawnSync(argv[0], argv.slice(1), { cwd, encoding: 'utf8' })
    throw new Error(`${name} ended with ${status}, expected ${expectedStatus}: ${message}`)
  }
  return { wallMs: (end - start) * 1000, cpuMs: (user + system) * 1000 }
}

/** Runs the commands in turns, after one round that does not count: one list of rounds for each. */
export function measureInTurns(commands: readonly Command[], rounds: number): Measurement[][] {
  for (const command of commands) measureOnce(command)
  const measured: Measurement[][] = commands.map(() => [])
  for (let round = 0; round < rounds; round++) {
    commands.forEach((command, index) => {
      measured[index]?.push(measureOnce(command))
    })
  }
  return measured
}

/** Peak memory of a Node.js program in MB, from a run of its own: telling it costs time. */
export function measureMemoryMb({ argv, cwd, prepare }: Command): number {
  const [node, ...rest] = argv
  const preload = fileURLToPath(new URL('./report-memory.cjs', import.meta.url))
  const output = join(workFolder, 'memory.txt')
  prepare?.()
  spawnSync(node, ['--require', preload, ...rest], {
    cwd,
    stdio: 'ignore',
    env: { ...process.env, FIGMILL_BENCH_MEMORY: output },
  })
  return Number(readFileSync(output, 'utf8')) / 1024
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** Median of the ratios of runs that were made side by side. */
export function pairedRatio(
  runs: readonly Measurement[] | undefined,
  bases: readonly Measurement[] | undefined,
  what: keyof Measurement = 'wallMs',
): number {
  return median(
    (runs ?? []).map((run, index) => run[what] / (bases?.[index]?.[what] ?? Number.NaN)),
  )
}

/** Median of the differences in processor time of runs that were made side by side. */
export function extraCpuMs(
  runs: readonly Measurement[] | undefined,
  bases: readonly Measurement[] | undefined,
): number {
  return median(
    (runs ?? []).map(({ cpuMs }, index) => cpuMs - (bases?.[index]?.cpuMs ?? Number.NaN)),
  )
}

export function medianWallMs(runs: readonly Measurement[] | undefined): number {
  return median((runs ?? []).map(({ wallMs }) => wallMs))
}

export function medianCpuMs(runs: readonly Measurement[] | undefined): number {
  return median((runs ?? []).map(({ cpuMs }) => cpuMs))
}

export function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
