import { FigureError } from '../../errors.js'
import type { Provider } from '../provider.js'
import type { PublicAssets } from './public-assets.js'
import type { Environment, ServiceDefinition } from './service-definition.js'
import { createServiceKeys, headerText } from './service-keys.js'

/** What the configuration says of one service: its settings, and keys if it names some. */
export type ConfiguredService = Readonly<Record<string, unknown>> & {
  apiKey?: string | readonly string[] | undefined
}

export interface ServicesOptions {
  definitions: readonly ServiceDefinition[]
  /** By name of the service. */
  configured: Readonly<Record<string, ConfiguredService | undefined>>
  /** Where keys are that the configuration does not name. */
  environment: Environment
  assets: PublicAssets
}

/** The adapters of all services that figmill knows; one without a key resolves and plans, and cannot buy. */
export function createServices({ assets, ...sources }: ServicesOptions): Provider[] {
  return sources.definitions.map((definition) => {
    const { create, name, settings } = definition
    const { apiKey: _, ...chosen } = sources.configured[name] ?? {}
    const all = keysOf(name, sources)
    const fit = all.filter((key) => whyNotSent(key, definition, sources) === undefined)
    const keys = createServiceKeys(fit, all)
    const { environment } = sources
    const provider = create({ settings: settings.parse(chosen), keys, assets, environment })
    const { service } = provider
    if (service === undefined || fit.length > 0) return provider
    return { ...provider, service: { ...service, noKeys: explain(all[0], definition, sources) } }
  })
}

type KeySources = Omit<ServicesOptions, 'assets'>

/** A key of a wrong shape is for its service to judge, but no service is told the key of another. */
function whyNotSent(
  key: string,
  { key: { pattern } }: ServiceDefinition,
  { definitions }: KeySources,
): string | undefined {
  if (!headerText.test(key)) return 'it has characters that no key has'
  // A JWT may be of anybody.
  if (pattern.test(key) || key.startsWith('eyJ')) return undefined
  const owner = definitions.find((other) => other.key.pattern.test(key))
  return owner && `it looks like one of \`${owner.name}\``
}

/** Why a service has no keys that it may be sent. */
function explain(
  key: string | undefined,
  definition: ServiceDefinition,
  sources: KeySources,
): FigureError {
  const { key: shape, name } = definition
  const one = `one that looks like \`${shape.example}\``
  if (key === undefined) {
    return new FigureError('provider-unavailable', `\`${name}\` has no key`, {
      hint: `Set ${keyVariable(name)} to ${one}, use \`provider=local\`, or build with \`--draft\`.`,
    })
  }
  const why = whyNotSent(key, definition, sources)
  return new FigureError('config-invalid', `the key of \`${name}\` is not sent: ${why}`, {
    hint: `Set ${placeOfKeys(name, sources)} to ${one}.`,
  })
}

/** What is wrong with the shape of keys, and where they are, without the keys. */
export function describeOddKeys(sources: KeySources): Map<string, string> {
  const odd = sources.definitions.flatMap((definition): [string, string][] => {
    const { key: shape, name } = definition
    const keys = keysOf(name, sources)
    const reasons = keys.map((key) => whyNotSent(key, definition, sources))
    const wrong = keys.flatMap((key, index) =>
      shape.pattern.test(key) && reasons[index] === undefined ? [] : index + 1,
    )
    if (wrong.length === 0) return []
    const which = keys.length === 1 ? 'the key' : `key ${wrong.join(', ')} of ${keys.length}`
    const why = reasons.find((reason) => reason !== undefined)
    const besides = why === undefined ? '' : `: ${why}`
    const where = placeOfKeys(name, sources)
    return [[name, `${which} does not look like \`${shape.example}\`${besides}. Check ${where}.`]]
  })
  return new Map(odd)
}

function keysOf(name: string, { configured, environment }: KeySources): string[] {
  const texts = configured[name]?.apiKey ?? environment[keyVariable(name)]?.split(',') ?? []
  return [texts].flat().flatMap((text) => text.trim() || [])
}

function placeOfKeys(name: string, { configured }: KeySources): string {
  return configured[name]?.apiKey === undefined ? keyVariable(name) : `\`services.${name}.apiKey\``
}

/** The environment variable with a service's keys, separated by commas. */
export function keyVariable(service: string): string {
  return `FIGMILL_${service.toUpperCase()}_API_KEY`
}
