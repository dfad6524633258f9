import type { CommandContext } from './command.js'

/**
 * Runs every clean-up of a command, and tells those that fail as warnings. The exit code stays
 * that of the command: it says what became of the figures, and they are as they were told.
 */
export async function cleanUp({ cleanups, options, terminal }: CommandContext): Promise<void> {
  for (const close of cleanups) {
    try {
      await close()
    } catch (error) {
      const { reportWarning } = await import('./failure.js')
      reportWarning(error, {
        what: 'not everything could be closed',
        hint: 'What is done stays done.',
        options,
        terminal,
      })
    }
  }
}
