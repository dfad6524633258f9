import { spawnSync } from 'node:child_process'

/** Runs pandoc on text and returns what it prints. */
export function pandoc(args: readonly string[], input: string): string {
  const { status, stdout, stderr, error } = spawnSync('pandoc', args, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (error) throw error
  if (status !== 0) throw new Error(`pandoc ${args.join(' ')} exited with ${status}: ${stderr}`)
  return stdout
}

/**
 * Whether tests of pandoc output are to be left out: only on a machine without pandoc that is not
 * CI, where they fail instead.
 */
export const withoutPandoc =
  !process.env.CI && spawnSync('pandoc', ['--version']).error !== undefined
