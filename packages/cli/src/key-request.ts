import {
  type KeyChanges,
  type NewKey,
  type Problem,
  ProblemsError,
  type ServiceDefinition,
  serviceDefinitions,
  suggestName,
} from '@figmill/core'
import { canAsk } from './ask-on-terminal.js'
import type { CommandContext } from './command.js'

/** What `figmill keys` is to do; `key` is the whole one, or `-` where standard input has it. */
export type KeyRequest = { service: ServiceDefinition } & (
  | { action: 'list' }
  | { action: 'create'; created: NewKey }
  | { action: 'show' | 'delete'; key: string }
  | { action: 'update'; key: string; changes: KeyChanges }
)

type Action = KeyRequest['action']

const optionsOf = {
  list: [],
  create: ['name', 'quota', 'webhook-url', 'webhook-secret-env'],
  show: [],
  update: ['quota-remaining', 'quota-total', 'active', 'webhook-url', 'webhook-secret-env'],
  delete: ['yes'],
} as const satisfies Record<Action, readonly string[]>

const actions = Object.keys(optionsOf)
const allOptions = [...new Set(Object.values(optionsOf).flat())]
const wholeKey =
  'Give it whole, as it was shown when it was created; `-` reads it from standard input.'

/** Reads a command line. @throws {ProblemsError} everything that is wrong with it. */
export function readKeyRequest(context: CommandContext): KeyRequest {
  const { operands, options, terminal } = context
  const [serviceName, actionName, key = '', ...others] = operands
  const problems: Problem[] = []
  const tell = (message: string, hint = 'See `figmill keys --help`.') =>
    void problems.push({ code: 'usage', severity: 'error', message, hint })

  const service = findService(serviceName, tell)
  const action = findAction(actionName, tell)
  const values = readValues(context, tell)
  if (action !== undefined) {
    for (const name of allOptions) {
      const isTaken = (optionsOf[action] as readonly string[]).includes(name)
      if (options[name] !== undefined && !isTaken) tell(`\`${action}\` takes no --${name}`)
    }
    const takesKey = action === 'show' || action === 'update' || action === 'delete'
    if (others.length > 0 || (key !== '' && !takesKey)) {
      tell(takesKey ? `\`${action}\` takes one key` : `\`${action}\` takes no key`)
    } else if (takesKey && key !== '-' && service !== undefined) {
      const problem = findKeyProblem(key, service)
      if (problem !== undefined) tell(problem, wholeKey)
    }
  }
  if (action === 'create' && options.name === undefined) tell('`create` needs a --name')
  if (action === 'update' && optionsOf.update.every((name) => options[name] === undefined)) {
    tell('`update` changes nothing', `Say one of --${optionsOf.update.join(', --')}.`)
  }
  if (action === 'delete' && !options.yes && (key === '-' || !canAsk(terminal))) {
    tell('what is deleted cannot be brought back', 'Say --yes if you mean it.')
  }
  if (problems.length > 0 || service === undefined || action === undefined) {
    throw new ProblemsError(problems)
  }
  const { active, name = '', quota, quotaRemaining, quotaTotal, ...webhook } = values
  switch (action) {
    case 'list':
      return { service, action }
    case 'create':
      return { service, action, created: { name, quota, ...webhook } }
    case 'update': {
      const changes = { active, quotaRemaining, quotaTotal, ...webhook }
      return { service, action, key, changes }
    }
    default:
      return { service, action, key }
  }
}

/** What is wrong with the shape of a key, without the key. */
export function findKeyProblem(key: string, { key: { example, pattern } }: ServiceDefinition) {
  return pattern.test(key) ? undefined : `expected a key such as \`${example}\``
}

type Tell = (message: string, hint?: string) => void

function findService(name: string | undefined, tell: Tell): ServiceDefinition | undefined {
  const able = serviceDefinitions.filter(({ administerKeys }) => administerKeys !== undefined)
  const names = able.map((service) => service.name)
  const found = able.find((service) => service.name === name)
  if (found !== undefined) return found
  if (name === undefined) {
    tell(
      'expected a service and what to do with its keys',
      `For example \`figmill keys ${names[0]} list\`.`,
    )
  } else if (serviceDefinitions.some((service) => service.name === name)) {
    tell(`keys of \`${name}\` cannot be administered`, `Those of ${names.join(', ')} can.`)
  } else {
    tell(`there is no service \`${name}\``, suggestName(name, names))
  }
  return undefined
}

function findAction(name: string | undefined, tell: Tell): Action | undefined {
  if (name !== undefined && Object.hasOwn(optionsOf, name)) return name as Action
  if (name === undefined) tell('expected what to do with the keys', suggestName('', actions))
  else tell(`\`${name}\` is nothing to do with keys`, suggestName(name, actions))
  return undefined
}

/** The values of all options. What may be a secret in the wrong place is told without it. */
function readValues({ options, terminal }: CommandContext, tell: Tell) {
  const whole = (name: 'quota' | 'quota-remaining' | 'quota-total') => {
    const text = options[name]
    if (text === undefined) return undefined
    if (/^\d{1,15}$/.test(text)) return Number(text)
    tell(`--${name} is ${quote(text)}: expected a whole number, 0 or more`)
    return undefined
  }
  const { active, name } = options
  if (name?.trim() === '') tell('--name is empty: expected a text')
  if (active !== undefined && active !== 'true' && active !== 'false') {
    tell(`--active is ${quote(active)}: expected \`true\` or \`false\``)
  }
  const url = options['webhook-url']
  if (url && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    tell('--webhook-url is no address: expected one such as `https://example.org/done`')
  }
  const variable = options['webhook-secret-env']
  const webhookSecret = variable ? terminal.env[variable] : variable
  if (variable && !webhookSecret) {
    tell('--webhook-secret-env names no variable that is set', 'Give its name, not the secret.')
  }
  return {
    name,
    quota: whole('quota'),
    quotaRemaining: whole('quota-remaining'),
    quotaTotal: whole('quota-total'),
    active: active === undefined ? undefined : active === 'true',
    webhookUrl: url,
    webhookSecret,
  }
}

function quote(text: string): string {
  return text === '' ? 'empty' : `\`${text}\``
}
