import {
  type CommandHelp,
  type CommandName,
  commands,
  type OptionHelp,
  options,
} from './command-table.js'
import { explain, overview } from './help-text.js'
import { findWrongValues, type Mistake } from './option-values.js'

export type { CommandName } from './command-table.js'

// As an ES module, `node:util` makes every one of its lazy parts at once.
const { parseArgs } = process.getBuiltinModule('node:util')

/** The options of one command line, typed. */
export interface CommandOptions {
  out?: string
  flavour?: string
  frozen?: boolean
  offline?: boolean
  draft?: boolean
  concurrency?: string
  'max-credits'?: string[]
  yes?: boolean
  shard?: string
  paid?: boolean
  'not-paid'?: boolean
  again?: boolean
  watch?: boolean
  disclose?: boolean
  name?: string
  quota?: string
  'quota-remaining'?: string
  'quota-total'?: string
  active?: string
  'webhook-url'?: string
  'webhook-secret-env'?: string
  config?: string
  json?: boolean
  quiet?: boolean
  help?: boolean
}

export type CommandLine =
  | { kind: 'command'; name: CommandName; operands: string[]; options: CommandOptions }
  | { kind: 'help'; text: string }
  | { kind: 'version' }
  | { kind: 'error'; command: string; mistakes: Mistake[]; json: boolean; help: string }

/** Whether a program reads what is told, also of a command line that cannot be read. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? undefined : end).includes('--json')
}

/** Reads a command line. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const [first, ...rest] = argv
  if (first === undefined || first === '--help' || first === '-h') {
    return { kind: 'help', text: overview() }
  }
  if (first === '--version' || first === '-v') return { kind: 'version' }
  if (first === 'help') {
    const [topic] = rest
    return { kind: 'help', text: isCommandName(topic) ? explain(topic) : overview() }
  }
  if (!isCommandName(first)) {
    return {
      kind: 'error',
      command: first,
      mistakes: [
        {
          message: `there is no command \`${first}\``,
          unknown: { seen: first, known: Object.keys(commands) },
        },
      ],
      json: wantsJson(argv),
      help: 'figmill --help',
    }
  }
  return parseCommand(first, rest)
}

function parseCommand(name: CommandName, argv: readonly string[]): CommandLine {
  const command: CommandHelp = commands[name]
  const accepted = Object.fromEntries(
    command.options.map((option) => {
      const { multiple, short, type }: OptionHelp = options[option]
      return [option, { type, ...(multiple && { multiple }), ...(short && { short }) }]
    }),
  )
  const wrong = (mistakes: Mistake[]): CommandLine => ({
    kind: 'error',
    command: name,
    mistakes,
    json: wantsJson(argv),
    help: `figmill ${name} --help`,
  })
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      options: accepted,
      allowPositionals: true,
    })
    const parsed = values as CommandOptions
    if (parsed.help) return { kind: 'help', text: explain(name) }
    const mistakes = findWrongValues(parsed)
    if (mistakes.length > 0) return wrong(mistakes)
    return { kind: 'command', name, operands: positionals, options: parsed }
  } catch (error) {
    const known = command.options.map((option) => `--${option}`)
    return wrong([toMistake(error, known)])
  }
}

/** `parseArgs` names the option it stumbled over in its message, and nowhere else. */
function toMistake(error: unknown, known: readonly string[]): Mistake {
  const text = error instanceof Error ? error.message : String(error)
  const message = text.replace(/\.(?:\s[\s\S]*)?$/, '')
  const seen = /^Unknown option '(--?[^' ]+)/.exec(text)?.[1]
  return seen === undefined ? { message } : { message, unknown: { seen, known } }
}

function isCommandName(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(commands, name)
}
