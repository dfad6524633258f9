import type { CommandOptions } from './command-line.js'
import type { ExitCode, Terminal } from './terminal.js'

/** What a command gets: its operands and options, and where it runs. */
export interface CommandContext {
  operands: string[]
  options: CommandOptions
  terminal: Terminal
  /** Called when the command has ended, however it ended: what it opened would keep the process alive. */
  cleanups: (() => Promise<void>)[]
  /** What limits on spending count as one run, where it is more than one build. */
  run?: string | undefined
}

export type Command = (context: CommandContext) => Promise<ExitCode>
