import { execFileSync, spawnSync } from 'node:child_process'

/** A program outside Node.js that tests need. */
export interface RequiredCommand {
  available: boolean
  /** For the title of a test that is skipped. */
  reason: string
  run(args: readonly string[], options?: { cwd?: string; input?: string }): string
}

/**
 * Finds a program. Where `CI` is set a missing one is an error: there, every test has to run.
 */
export function requireCommand(name: string, versionFlag = '--version'): RequiredCommand {
  const available = spawnSync(name, [versionFlag], { stdio: 'ignore' }).error === undefined
  if (!available && process.env.CI) throw new Error(`CI lacks ${name}; .ci/run installs it`)
  return {
    available,
    reason: available ? '' : ` (skipped: ${name} is not installed)`,
    run: (args, options = {}) => execFileSync(name, args, { encoding: 'utf8', ...options }),
  }
}
