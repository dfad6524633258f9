import type { FontFile } from '../font-file.js'
import { createDraftProvider } from './draft-provider.js'
import { createLocalProvider } from './local/local-provider.js'
import type { Provider } from './provider.js'
import { createServices, type ServicesOptions } from './services/create-services.js'
import { serviceDefinitions } from './services/definitions.js'
import { createPublicAssets } from './services/public-assets.js'

/** The paid services figmill knows by name. */
export const serviceNames: readonly string[] = serviceDefinitions.map(({ name }) => name)

interface ProvidersOptions {
  /** Puts a stand-in that draws marked drafts in the place of every service. */
  draft: boolean
  /** The project's fonts, for what is drawn here. */
  fonts?: readonly FontFile[]
  /** Adapters of the project's own; one with the name of a service stands in its place. */
  own?: readonly Provider[]
  /** What is configured for the services, and where their keys are; nothing when absent. */
  services?: Omit<ServicesOptions, 'definitions'> | undefined
}

const noServices = { configured: {}, environment: {}, assets: createPublicAssets(undefined) }

/** The providers by name. */
export function createProviders({
  draft,
  fonts = [],
  own = [],
  services = noServices,
}: ProvidersOptions): Map<string, Provider> {
  const paid = [...new Set([...serviceNames, ...own.map(({ name }) => name)])]
  const drafts = draft ? paid.map((service) => createDraftProvider(service, fonts)) : []
  const adapters = createServices({ ...services, definitions: serviceDefinitions })
  const providers = [createLocalProvider({ fonts }), ...adapters, ...own, ...drafts]
  return new Map(providers.map((provider) => [provider.name, provider]))
}
