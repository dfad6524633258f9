import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url))

/** Runs the built command line as its users do, in a process of its own. */
export function runFigmill(args: readonly string[], cwd: string, input = '') {
  return spawnSync(process.execPath, [bin, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...process.env, CI: 'true' },
  })
}
