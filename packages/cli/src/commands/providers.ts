import type { Provider, ProviderCapabilities } from '@figmill/core'
import type { CommandContext } from '../command.js'
import { openCommandProject } from '../command-project.js'
import { formatTable } from '../format-table.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill providers`: what can make figures in this project, what each can do and what it costs. */
export async function providers(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const project = await openCommandProject(context)
  const all = [...project.providers.values()]
  const text = all.map((provider) => `${provider.name}\n${formatTable(toRows(provider))}`)
  reporter.finish(text.join('\n'), {
    command: 'providers',
    ok: true,
    providers: all.map(({ capabilities, name, optionNames, service }) => ({
      name,
      ...capabilities,
      options: optionNames,
      ...(service === undefined ? {} : { limits: service.limits, keys: service.keys.length }),
    })),
  })
  return exitCodes.done
}

const charging: Record<ProviderCapabilities['charges'], string> = {
  never: 'free',
  'on-accept': 'charged when it is taken',
  'on-success': 'charged when it succeeds',
  'on-completion': 'charged when it is over',
}

const recovering: Record<ProviderCapabilities['recovery'], string> = {
  none: 'none: a lost answer is for you to look after',
  list: 'by its list, where only one job fits',
  'request-id': 'by the id of the request',
}

function toRows({ capabilities, optionNames, service }: Provider): string[][] {
  const { aspects, charges, formats, idempotency, inputs, prices, recovery, resolutions, tasks } =
    capabilities
  const videos = capabilities.videos === undefined ? [] : [capabilities.videos]
  const rows: [name: string, value: string][] = [
    ['tasks', tasks.join(', ')],
    ['from', ['prompt', ...inputs].join(', ')],
    ['formats', formats.join(', ')],
    ['aspects', aspects === 'any' ? 'any' : aspects.join(', ') || 'its own choice'],
    ['resolutions', resolutions.join(', ') || 'its own choice'],
    ...videos.map((names): [string, string] => ['videos', names.join(', ')]),
    ['cost', charging[charges]],
    ...prices.map((price, index): [string, string] => [index === 0 ? 'credits' : '', price]),
  ]
  if (service !== undefined) {
    const limits = service.limits.map(
      ({ requests, scope, windowMs }) => `${requests} per ${scope} in ${windowMs / 1000} s`,
    )
    const replay = idempotency === 'request-id' ? 'a repeated request is not charged again; ' : ''
    rows.push(
      ['limits', limits.join(', ') || 'not documented: learnt from its answers'],
      ['recovery', `${replay}${recovering[recovery]}`],
      ['keys', String(service.keys.length || 'none configured')],
    )
  }
  rows.push(['options', optionNames === 'any' ? 'any' : optionNames.join(', ') || 'none'])
  return rows.map(([name, value]) => [`  ${name}`, value])
}
