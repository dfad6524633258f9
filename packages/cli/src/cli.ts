import type { Command, CommandContext } from './command.js'
import { type CommandName, parseCommandLine } from './command-line.js'
import { type ExitCode, exitCodes, type Terminal } from './terminal.js'
import { version } from './version.js'

/** Commands are loaded when they are called: a warm build must not pay for the others. */
const loaders: Record<CommandName, () => Promise<Command>> = {
  build: async () => (await import('./commands/build.js')).build,
  credits: async () => (await import('./commands/credits.js')).credits,
  check: async () => (await import('./commands/check.js')).check,
  doctor: async () => (await import('./commands/doctor.js')).doctor,
  init: async () => (await import('./commands/init.js')).init,
  keys: async () => (await import('./commands/keys.js')).keys,
  ls: async () => (await import('./commands/ls.js')).ls,
  plan: async () => (await import('./commands/plan.js')).plan,
  providers: async () => (await import('./commands/providers.js')).providers,
  reconcile: async () => (await import('./commands/reconcile.js')).reconcile,
  tasks: async () => (await import('./commands/tasks.js')).tasks,
  warm: async () => (await import('./commands/warm.js')).warm,
  why: async () => (await import('./commands/why.js')).why,
}

/** Runs one command line; everything it says goes to the terminal, every failure becomes an exit code. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const line = parseCommandLine(argv)
  switch (line.kind) {
    case 'help':
      terminal.stdout.write(line.text)
      return exitCodes.done
    case 'version':
      terminal.stdout.write(`${version}\n`)
      return exitCodes.done
    case 'error': {
      const { command, help, json, mistakes } = line
      const { ProblemsError, suggestName } = await import('@figmill/core')
      const problems = mistakes.map(({ message, unknown }) => {
        const suggestion = unknown === undefined ? [] : [suggestName(unknown.seen, unknown.known)]
        const hint = [...suggestion, `See \`${help}\`.`].join(' ')
        return { code: 'usage', severity: 'error', message, hint } as const
      })
      const { reportFailure } = await import('./failure.js')
      return reportFailure(new ProblemsError(problems), { command, options: { json }, terminal })
    }
    case 'command': {
      const { name, operands, options } = line
      const context: CommandContext = { operands, options, terminal, cleanups: [] }
      try {
        const command = await loaders[name]()
        return await command(context)
      } catch (error) {
        const { reportFailure } = await import('./failure.js')
        return reportFailure(error, { command: name, options, terminal })
      } finally {
        if (context.cleanups.length > 0) {
          const { cleanUp } = await import('./clean-up.js')
          await cleanUp(context)
        }
      }
    }
  }
}
