import { createDraftProvider } from './draft-provider.js'
import { createLocalProvider } from './local/local-provider.js'
import type { Provider } from './provider.js'

/** The paid services figmill knows by name. */
export const serviceNames: readonly string[] = [
  'autofigure',
  'paperbanana',
  'conceptviz',
  'flokan',
  'agent',
]

/**
 * The providers by name.
 *
 * @param options.draft Puts a stand-in that draws marked drafts in the place of every service.
 */
export function createProviders({ draft }: { draft: boolean }): Map<string, Provider> {
  const providers = [createLocalProvider(), ...(draft ? serviceNames.map(createDraftProvider) : [])]
  return new Map(providers.map((provider) => [provider.name, provider]))
}
