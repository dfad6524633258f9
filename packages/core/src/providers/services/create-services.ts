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
    const { apiKey, ...chosen } = configured[name] ?? {}
    const keys = [apiKey ?? environment[keyVariable(name)]?.split(',') ?? []].flat()
    return create({
      settings: settings.parse(chosen),
      keys: createServiceKeys(keys.map((key) => key.trim()).filter((key) => key !== '')),
      assets,
    })
  })
}

/** The environment variable with a service's keys, separated by commas. */
export function keyVariable(service: string): string {
  return `FIGMILL_${service.toUpperCase()}_API_KEY`
}
