import { flavourList } from './option-values.js'

/** An option of the command line, as `--help` explains it and `parseArgs` reads it. */
export interface OptionHelp {
  type: 'string' | 'boolean'
  multiple?: true
  short?: string
  /** What stands for the value in the help. */
  value?: string
  text: string
}

export const options = {
  out: { type: 'string', short: 'o', value: 'DIR', text: 'Folder for rewritten documents' },
  flavour: {
    type: 'string',
    short: 'f',
    value: 'NAME',
    text: flavourList,
  },
  frozen: { type: 'boolean', text: 'Make nothing: every figure must be locked and cached' },
  offline: { type: 'boolean', text: 'Use the cache of this machine only, and buy nothing' },
  draft: { type: 'boolean', text: 'Put marked drafts in place of figures that need a service' },
  'max-credits': {
    type: 'string',
    multiple: true,
    value: '[PROVIDER=]N',
    text: 'Most credits this run may spend, of one provider or of all; may be repeated',
  },
  yes: { type: 'boolean', short: 'y', text: 'Go on without asking; a budget still holds' },
  shard: { type: 'string', value: 'I/N', text: 'Make the I-th of N parts of the figures' },
  paid: { type: 'boolean', text: 'The service charged for it, and the picture is gone' },
  'not-paid': { type: 'boolean', text: 'The service did not charge for it' },
  again: { type: 'boolean', text: 'Buy it once more, although it was paid for' },
  concurrency: { type: 'string', value: 'N', text: 'Figures made at once (4)' },
  watch: {
    type: 'boolean',
    short: 'w',
    text: 'Build again whenever a document or its data change',
  },
  disclose: { type: 'boolean', text: 'Print the statement on generative AI that journals ask for' },
  name: { type: 'string', value: 'NAME', text: 'What the key is for' },
  quota: { type: 'string', value: 'N', text: 'Units a new key may use; any number without it' },
  'quota-remaining': { type: 'string', value: 'N', text: 'Units the key may still use' },
  'quota-total': { type: 'string', value: 'N', text: 'Units the key has in total' },
  active: { type: 'string', value: 'true|false', text: 'Whether the key can be used' },
  'webhook-url': {
    type: 'string',
    value: 'URL',
    text: "Where the ends of its jobs are told; '' takes it away",
  },
  'webhook-secret-env': {
    type: 'string',
    value: 'NAME',
    text: "Variable with the secret that signs it; '' takes that away",
  },
  config: { type: 'string', short: 'c', value: 'FILE', text: 'Configuration file' },
  json: { type: 'boolean', text: 'Print the result as JSON, and events as JSON lines on stderr' },
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
    options: [
      'out',
      'flavour',
      'frozen',
      'offline',
      'draft',
      'watch',
      'max-credits',
      'yes',
      'concurrency',
      ...common,
    ],
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
    options: ['offline', 'draft', 'max-credits', ...common],
    examples: ['figmill plan', 'figmill plan paper.md --json'],
  },
  warm: {
    usage: 'warm [DOCUMENT|FOLDER|GLOB ...]',
    summary: 'Make what is missing in the cache; writes no document',
    details: [
      'For CI jobs that fill a shared cache. `--shard 2/5` makes the second of five parts, so that five jobs share the work: budget and limits are of each job.',
    ],
    options: ['draft', 'max-credits', 'yes', 'shard', 'concurrency', ...common],
    examples: ['figmill warm --max-credits 200', 'figmill warm --shard 1/4 --json'],
  },
  credits: {
    usage: 'credits',
    summary: 'Show what was spent, what is reserved, and what is left',
    details: [
      'Asks the services for their balances, which costs nothing, and compares them with the ledger of this machine: what they count otherwise was spent elsewhere.',
    ],
    options: ['offline', ...common],
    examples: ['figmill credits'],
  },
  tasks: {
    usage: 'tasks',
    summary: 'List paid jobs that are not finished',
    details: [
      'Jobs that still run, that are parked, and that were paid for and came to nothing, as this machine and their services know them. Asking costs nothing.',
    ],
    options: ['offline', ...common],
    examples: ['figmill tasks', 'figmill tasks --offline'],
  },
  reconcile: {
    usage: 'reconcile ID --paid | --not-paid | --again',
    summary: 'Say what became of a job nobody can tell about',
    details: [
      'A request whose answer was lost may have been charged: it is parked, its price stays reserved, and it is never sent again by itself. Look into the account of the service, then say what you saw. ID is the `#id` of the figure, alone or behind its document.',
    ],
    options: ['paid', 'not-paid', 'again', ...common],
    examples: [
      'figmill reconcile fig-flow --not-paid',
      'figmill reconcile paper.md#fig-flow --again',
    ],
  },
  keys: {
    usage: 'keys SERVICE list | create | show KEY | update KEY | delete KEY',
    summary: 'Administer the keys that a service gives out',
    details: [
      'For who administers a service. The admin key comes from the environment alone, such as FIGMILL_PAPERBANANA_ADMIN_KEY, and is never shown.',
      '`create` prints the new key, and nothing shows it ever again; with --quiet it prints nothing else. `delete` cannot be undone: it asks on a terminal, and needs --yes elsewhere.',
      'KEY is a whole key. On the command line it stays in the history of the shell, and others on this machine see it: `-` reads it from standard input.',
    ],
    options: [
      'name',
      'quota',
      'quota-remaining',
      'quota-total',
      'active',
      'webhook-url',
      'webhook-secret-env',
      'yes',
      ...common,
    ],
    examples: [
      'figmill keys paperbanana list',
      'figmill keys paperbanana create --name my-app --quota 100',
      'figmill keys paperbanana update - --quota-remaining 150 --active true < key.txt',
    ],
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
      'With `--disclose`: which figures a service generated, from what, with which model and when, whose prompts it wrote, and which were drawn from data by figmill itself.',
    ],
    options: ['disclose', 'offline', 'draft', ...common],
    examples: ['figmill ls', 'figmill ls docs --json', 'figmill ls paper.md --disclose'],
  },
  init: {
    usage: 'init',
    summary: 'Write a configuration to start from',
    details: [
      'Writes a configuration and an example document, and adds the cache to .gitignore. Never overwrites a file.',
      'The configuration is figmill.config.ts, or figmill.config.mts where package.json says `"type": "commonjs"`.',
    ],
    options: ['json', 'quiet', 'help'],
    examples: ['figmill init && figmill build'],
  },
  providers: {
    usage: 'providers',
    summary: 'List the providers and what they can do',
    details: ['Prints tasks, formats and options of each provider.'],
    options: common,
    examples: ['figmill providers'],
  },
  doctor: {
    usage: 'doctor',
    summary: 'Check that this machine can build',
    details: [
      'Checks Node.js, the configuration, the cache, the lockfile and the local renderer, and tries the keys of services. Spends nothing.',
    ],
    options: ['offline', ...common],
    examples: ['figmill doctor', 'figmill doctor --offline'],
  },
} as const satisfies Record<string, CommandHelp>

export type CommandName = keyof typeof commands
