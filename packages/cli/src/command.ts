import type { CommandOptions } from './command-line.js'
import type { ExitCode, Terminal } from './terminal.js'

/** What a command gets: its operands and options, and where it runs. */
export interface CommandContext {
  operands: string[]
  options: CommandOptions
  terminal: Terminal
}

export type Command = (context: CommandContext) => Promise<ExitCode>
