import { expect, test } from 'vitest'
import { commands } from '../src/command-table.js'
import { createWorkspace } from './workspace.js'

/** Operands of those commands that want some. */
const operands: Record<string, string[]> = {
  keys: ['paperbanana', 'list'],
  reconcile: ['fig-a', '--again'],
  why: ['fig-a'],
}

const reading = Object.keys(commands).filter((name) => name !== 'init')

test.each(reading)('figmill %s reads the configuration that --config names', async (name) => {
  const argv = [name, ...(operands[name] ?? []), '--config', 'elsewhere/none.json']
  const { code, stderr, stdout } = await createWorkspace({}).figmill(...argv)
  // What `doctor` finds is its result.
  expect(`${stderr}${stdout}`).toMatch(/there is no configuration file .*elsewhere\/none\.json/)
  expect(code).toBe(2)
})
