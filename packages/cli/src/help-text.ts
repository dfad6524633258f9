import {
  type CommandHelp,
  type CommandName,
  commands,
  type OptionHelp,
  options,
} from './command-table.js'

export function overview(): string {
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
    'configuration, 3 frozen and a figure is missing, 4 the budget stopped it, 5 paid work is',
    'parked or still running, 130 interrupted.',
    '',
    '`figmill COMMAND --help` explains a command. `figmill --version` prints the version.',
    '',
  ].join('\n')
}

export function explain(name: CommandName): string {
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
