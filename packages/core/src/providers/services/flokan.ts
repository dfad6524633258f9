import type { Provider } from '../provider.js'
import { askBalance, askPrice } from './flokan/credits.js'
import { priceOf } from './flokan/order.js'
import { pollJob } from './flokan/poll.js'
import { recoverJob } from './flokan/recover.js'
import { optionNames, resolveOrder } from './flokan/resolve.js'
import { flokanSettings } from './flokan/settings.js'
import { submitOrder } from './flokan/submit.js'
import { nameInput } from './flokan/upload.js'
import { createServiceClient } from './service-client.js'
import { defineService } from './service-definition.js'

/** Flokan's Image Editor: it answers when the picture is there, and remembers what it drew. */
export const flokan = defineService({
  name: 'flokan',
  settings: flokanSettings,
  key: { pattern: /^flk_\w{16,}$/, example: 'flk_…' },
  create({ keys, settings }): Provider {
    const { origin } = new URL(settings.baseUrl)
    const ask = createServiceClient(settings.baseUrl, keys)
    const service = { ask, origin, forgotten: new Set<string>() }
    return {
      name: 'flokan',
      capabilities: {
        mode: 'sync',
        charges: 'on-completion',
        idempotency: 'none',
        recovery: 'list',
        batchSize: 1,
        // What the rows of its list hold is not documented; a job asked for by itself is whole.
        listSize: 0,
        webhook: false,
        limitScopes: ['key', 'account'],
        tasks: ['image', 'diagram'],
        formats: ['png'],
        inputs: ['images', 'image addresses'],
        aspects: [],
        resolutions: [],
        prices: Object.entries(settings.prices).map(([tier, most]) => `${tier}: at most ${most}`),
      },
      optionNames,
      service: { origin, keys: keys.fingerprints, limits: settings.limits },
      resolve: resolveOrder,
      estimate: (request) => priceOf(request, settings.prices),
      quote: (request, context) => askPrice(request, context, service),
      balance: (context) => askBalance(context, service),
      prepare: (request, context) => nameInput(request, context, service),
      submit: (requests, context) =>
        Promise.all(requests.map((request) => submitOrder(request, context, service))),
      poll: (handles, context) =>
        Promise.all(handles.map((handle) => pollJob(handle, context, service))),
      recover: async (attempts, context) => [await recoverJob(attempts, context, service)],
    }
  },
})
