import { FigureError } from '../../errors.js'
import type { Provider } from '../provider.js'
import type { PublicAssets } from './public-assets.js'
import type { ServiceDefinition } from './service-definition.js'
import { createServiceKeys } from './service-keys.js'

/** What the configuration says of one service: its settings, and keys if it names some. */
export type ConfiguredService = Readonly<Record<string, unknown>> & {
  apiKey?: string | readonly string[] | undefined
}

export interface ServicesOptions {
  definitions: readonly ServiceDefinition[]
  /** By name of the service. */
  configured: Readonly<Record<string, ConfiguredService | undefined>>
  /** Where keys are that the configuration does not name. */
  environment: Readonly<Record<string, string | undefined>>
  assets: PublicAssets
}

/** The adapters of all services that figmill knows; one without a key resolves and plans, and cannot buy. */
export function createServices(options: ServicesOptions): Provider[] {
  const { assets, configured, definitions, environment } = options
  return definitions.map(({ create, name, settings }) => {
    const { apiKey: _, ...chosen } = configured[name] ?? {}
    const keys = createServiceKeys(keysOf(name, configured, environment))
    return create({ settings: settings.parse(chosen), keys, assets })
  })
}

/** What is wrong with the shape of keys, without the keys; the service decides what it takes. */
export function describeOddKeys({
  configured,
  definitions,
  environment,
}: Omit<ServicesOptions, 'assets'>): Map<string, string> {
  const odd = definitions.flatMap(({ key: { example, pattern }, name }): [string, string][] => {
    const keys = keysOf(name, configured, environment)
    const wrong = keys.flatMap((key, index) => (pattern.test(key) ? [] : index + 1))
    if (wrong.length === 0) return []
    const which = keys.length === 1 ? 'the key' : `key ${wrong.join(', ')} of ${keys.length}`
    return [[name, `${which} does not look like \`${example}\``]]
  })
  return new Map(odd)
}

function keysOf(
  name: string,
  configured: ServicesOptions['configured'],
  environment: ServicesOptions['environment'],
): string[] {
  const texts = configured[name]?.apiKey ?? environment[keyVariable(name)]?.split(',') ?? []
  return [texts].flat().flatMap((text) => text.trim() || [])
}

/** What happens when something is to be bought without one. */
export function withoutKey(service: string): FigureError {
  return new FigureError('provider-unavailable', `\`${service}\` has no key`, {
    hint: `Set ${keyVariable(service)}, use \`provider=local\`, or build with \`--draft\`.`,
  })
}

/** The environment variable with a service's keys, separated by commas. */
export function keyVariable(service: string): string {
  return `FIGMILL_${service.toUpperCase()}_API_KEY`
}
