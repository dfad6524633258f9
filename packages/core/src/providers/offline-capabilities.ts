import type { ProviderCapabilities } from './provider.js'

/** Of whatever draws here and now, for nothing. */
export const offlineCapabilities = {
  mode: 'sync',
  charges: 'never',
  idempotency: 'none',
  recovery: 'none',
  batchSize: 1,
  listSize: 0,
  webhook: false,
  limitScopes: [],
  prices: [],
} as const satisfies Partial<ProviderCapabilities>
