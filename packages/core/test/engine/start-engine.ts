import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FailPoint } from '../../src/engine/fail-points.js'
import { type Child, startChild } from '../files/child.js'
import type { ProcessOptions } from './engine-process.js'

const script = new URL('./engine-child.mjs', import.meta.url)

// Hundreds of processes start: they compile the sources once.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'figmill-compile-cache')

export type EngineChildOptions = ProcessOptions & {
  prompts: readonly string[]
  /** Where it sends itself a signal. */
  stopAt?: { point: FailPoint; passing: number; signal: 'SIGKILL' | 'SIGSTOP' }
}

/** A real process that buys figures: a line of its output for each, and one when it stops itself. */
export function startEngine(options: EngineChildOptions): Child {
  return startChild(script, [JSON.stringify(options)])
}
