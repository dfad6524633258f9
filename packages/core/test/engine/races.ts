import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import type { FailPoint } from '../../src/engine/fail-points.js'
import type { ProcessOptions } from './engine-process.js'
import { startEngine } from './start-engine.js'

const isMade = (line: string) => line.startsWith('made ')

/** Eight processes want the same figures at once, and have them all. */
export async function raceForFigures(
  options: ProcessOptions,
  prompts: readonly string[],
): Promise<void> {
  const children = Array.from({ length: 8 }, (_, index) => {
    // Each begins elsewhere, so that they meet in the middle of each other's work.
    const start = Math.floor((index * prompts.length) / 8)
    // A machine that is busy with eight is late for everything.
    const leaseMs = 3_600_000
    const turned = [...prompts.slice(start), ...prompts.slice(0, start)]
    return startEngine({ ...options, leaseMs, prompts: turned })
  })
  for (const child of children) {
    expect(await child.ended).toMatchObject({ exitCode: 0 })
    expect(child.lines.filter(isMade)).toHaveLength(prompts.length)
  }
}

/**
 * One process stands still at a moment for longer than its lease, another takes over, and the first
 * one goes on.
 *
 * @returns How many figures there are in the end.
 */
export async function overtake(
  options: ProcessOptions,
  prompts: readonly string[],
  point: FailPoint,
): Promise<number> {
  const leaseMs = 10_000
  const stopAt = { point, passing: 1, signal: 'SIGSTOP' } as const
  const frozen = startEngine({ ...options, leaseMs, prompts, stopAt })
  expect(await frozen.nextLine()).toBe(`stopped at ${point}`)
  await setTimeout((2 * leaseMs) / options.speed)
  const other = startEngine({ ...options, prompts })
  expect(await other.ended).toMatchObject({ exitCode: 0 })
  frozen.process.kill('SIGCONT')
  expect(await frozen.ended).toMatchObject({ exitCode: 0 })
  // The late receipt of the one that stood still tells everybody what became of it.
  const last = startEngine({ ...options, prompts })
  expect(await last.ended).toMatchObject({ exitCode: 0 })
  return last.lines.filter(isMade).length
}
