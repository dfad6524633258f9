import { checkKey } from './check-key.js'
import { groupOf, priceOf } from './conceptviz/order.js'
import { pollTasks } from './conceptviz/poll.js'
import { optionNames, resolveOrder } from './conceptviz/resolve.js'
import { conceptvizSettings } from './conceptviz/settings.js'
import { type Service, submitOrders } from './conceptviz/submit.js'
import { wording } from './conceptviz/wording.js'
import { createServiceClient } from './service-client.js'
import { defineService } from './service-definition.js'

/**
 * ConceptViz: up to four prompts in a task, paid when they are submitted. It has no list of tasks,
 * recognises no repeated request and tells no balance: a request whose answer is lost stays unknown.
 */
export const conceptviz = defineService({
  name: 'conceptviz',
  settings: conceptvizSettings,
  key: { pattern: /^cvk_[\w-]+$/, example: 'cvk_your_api_key_here' },
  create({ keys, settings }) {
    const { baseUrl, batchSize, limits, prices } = settings
    const { origin } = new URL(baseUrl)
    const service: Service = { ask: createServiceClient(baseUrl, keys), origin, settings }
    return {
      name: 'conceptviz',
      capabilities: {
        mode: 'async',
        charges: 'on-accept',
        idempotency: 'none',
        recovery: 'none',
        batchSize,
        listSize: 0,
        webhook: false,
        // Whose moderation is counted it does not say: credits and plans are the account's.
        limitScopes: ['account'],
        tasks: ['diagram', 'image'],
        formats: ['png'],
        inputs: ['images', 'image addresses'],
        aspects: settings.aspects.generate,
        resolutions: ['2K', '4K'],
        prices: Object.entries(prices).map(([name, credits]) => `${name}: ${credits} an image`),
      },
      optionNames,
      service: { origin, keys: keys.fingerprints, limits },
      resolve: (figure) => resolveOrder(figure, settings),
      estimate: (request) => ({ credits: priceOf(request, prices), bound: 'exact' }),
      submit: (requests, context) => submitOrders(requests, context, service),
      poll: (handles, context) => pollTasks(handles, context, service),
      check: (context) => checkKey('/task', service.ask, context, wording),
      groupOf,
    }
  },
})
