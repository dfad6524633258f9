import { findWrongValues, flavourList, type Mistake } from './option-values.js'

// As an ES module, `node:util` makes every one of its lazy parts at once.
const { parseArgs } = process.getBuiltinModule('node:util')

/** An option of the command line, as `--help` explains it and `parseArgs` reads it. */
interface OptionHelp {
  type: 'string' | 'boolean'
  short?: string
  /** What stands for the value in the help. */
  value?: string
  text: string
}

const options = {
  out: { type: 'string', short: 'o', value: 'DIR', text: 'Folder for rewritten documents' },
  flavour: {
    type: 'string',
    short: 'f',
    value: 'NAME',
    text: flavourList,
  },
  frozen: { type: 'boolean', text: 'Make nothing: every figure must be locked and cached' },
  offline: { type: 'boolean', text: 'Use the cache of this machine only' },
  draft: { type: 'boolean', text: 'Put marked drafts in place of figures that need a service' },
  concurrency: { type: 'string', value: 'N', text: 'Figures made at once (4)' },
  watch: {
    type: 'boolean',
    short: 'w',
    text: 'Build again whenever a document or its data change',
  },
  config: { type: 'string', short: 'c', value: 'FILE', text: 'Configuration file' },
  json: { type: 'boolean', text: 'Print the result as JSON' },
  quiet: { type: 'boolean', short: 'q', text: 'Print problems only' },
  help: { type: 'boolean', short: 'h', text: 'Explain the command' },
} as const satisfies Record<string, OptionHelp>

export type OptionName = keyof typeof options

export interface CommandHelp {
  /** The line under `Usage:`, without the program's name. */
  usage: string
  summary: string
  /** Paragraphs for `figmill COMMAND --help`. */
  details: string[]
  options: readonly OptionName[]
  examples: string[]
}

const common: readonly OptionName[] = ['config', 'json', 'quiet', 'help']

export const commands = {
  build: {
    usage: 'build [DOCUMENT|FOLDER|GLOB ...]',
    summary: 'Make the figures and write the finished documents',
    details: [
      'Reads the documents, makes every figure that is not in the cache, and writes the documents with the directives replaced by pictures into the output folder. All other text stays byte for byte. Nothing is written until every figure is there.',
      '`figmill build -` reads one document from standard input and writes it to standard output; file names in it are relative to the working directory.',
    ],
    options: ['out', 'flavour', 'frozen', 'offline', 'draft', 'watch', 'concurrency', ...common],
    examples: [
      'figmill build paper.md --flavour pandoc && pandoc build/paper.md -o paper.pdf',
      'figmill build docs --out site/content',
      'figmill build - --flavour pandoc < paper.md | pandoc -o paper.html',
    ],
  },
  plan: {
    usage: 'plan [DOCUMENT|FOLDER|GLOB ...]',
    summary: 'Show what a build would make and cost; makes nothing',
    details: ['Lists every figure with what the cache knows of it and what making it would cost.'],
    options: ['offline', 'draft', ...common],
    examples: ['figmill plan', 'figmill plan paper.md --json'],
  },
  check: {
    usage: 'check [DOCUMENT|FOLDER|GLOB ...]',
    summary: 'Check that every figure is locked and cached; writes nothing',
    details: [
      'Like `build --frozen` without writing. Ends with 3 and lists every figure that is missing, each with the command that makes it.',
    ],
    options: ['offline', ...common],
    examples: ['figmill check'],
  },
  why: {
    usage: 'why ID',
    summary: 'Explain why a figure would be made again',
    details: [
      'Names the fields of the figure that changed since the lockfile was written. ID is the `#id` of the figure, alone or behind its document: `docs/guide.md#fig-flow`.',
    ],
    options: ['offline', 'draft', ...common],
    examples: ['figmill why fig-accuracy', 'figmill why docs/guide.md#fig-flow'],
  },
  ls: {
    usage: 'ls [DOCUMENT|FOLDER|GLOB ...]',
    summary: 'List the figures',
    details: [
      'With `--json`: file, line, column, id, caption, alt, prompt, data and state of each.',
    ],
    options: ['offline', 'draft', ...common],
    examples: ['figmill ls', 'figmill ls docs --json'],
  },
  init: {
    usage: 'init',
    summary: 'Write a configuration to start from',
    details: [
      'Writes figmill.config.ts and an example document, and keeps the cache out of git. Never overwrites a file.',
    ],
    options: ['json', 'quiet', 'help'],
    examples: ['figmill init && figmill build'],
  },
  providers: {
    usage: 'providers',
    summary: 'List the providers and what they can do',
    details: ['Prints tasks, formats and options of each provider.'],
    options: ['json', 'quiet', 'help'],
    examples: ['figmill providers'],
  },
  doctor: {
    usage: 'doctor',
    summary: 'Check that this machine can build',
    details: [
      'Checks Node.js, the configuration, the cache, the lockfile and the local renderer. Spends nothing.',
    ],
    options: [...common],
    examples: ['figmill doctor'],
  },
} as const satisfies Record<string, CommandHelp>

export type CommandName = keyof typeof commands

/** The options of one command line, typed. */
export interface CommandOptions {
  out?: string
  flavour?: string
  frozen?: boolean
  offline?: boolean
  draft?: boolean
  concurrency?: string
  watch?: boolean
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
      json: rest.includes('--json'),
      help: 'figmill --help',
    }
  }
  return parseCommand(first, rest)
}

function parseCommand(name: CommandName, argv: readonly string[]): CommandLine {
  const command: CommandHelp = commands[name]
  const accepted = Object.fromEntries(
    command.options.map((option) => {
      const { type } = options[option]
      const help: OptionHelp = options[option]
      return [option, help.short === undefined ? { type } : { type, short: help.short }]
    }),
  )
  const wrong = (mistakes: Mistake[]): CommandLine => ({
    kind: 'error',
    command: name,
    mistakes,
    json: argv.includes('--json'),
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

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  )
  return [
    'Usage: figmill COMMAND [OPTION ...]',
    '',
    'Figures declared in Markdown and MDX, made at build time, never made twice.',
    '',
    'Commands:',
    ...lines,
    '',
    'Exit codes: 0 done, 1 a figure failed, 2 something to mend in a document, option or',
    'configuration, 3 frozen and a figure is missing, 130 interrupted.',
    '',
    '`figmill COMMAND --help` explains a command. `figmill --version` prints the version.',
    '',
  ].join('\n')
}

function explain(name: CommandName): string {
  const command: CommandHelp = commands[name]
  const rows = command.options.map((option): [string, string] => {
    const { short, text, value }: OptionHelp = options[option]
    const names = `${short === undefined ? '    ' : `-${short}, `}--${option}`
    return [value === undefined ? names : `${names} ${value}`, text]
  })
  const width = Math.max(...rows.map(([names]) => names.length))
  return [
    `Usage: figmill ${command.usage} [OPTION ...]`,
    '',
    ...command.details.flatMap((paragraph) => [...wrap(paragraph, 80), '']),
    'Options:',
    ...rows.map(([names, text]) => `  ${names.padEnd(width)}  ${text}`),
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${example}`),
    '',
  ].join('\n')
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`
    } else {
      lines.push(word)
    }
  }
  return lines
}
