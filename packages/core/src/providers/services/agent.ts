import type { Provider, ProviderContext } from '../provider.js'
import { createAgentClient } from './agent/access.js'
import {
  createQuote,
  type ListedModel,
  listModels,
  type Quote,
  readBalance,
} from './agent/credits.js'
import { lookAtTask, recoverTask } from './agent/look.js'
import { optionNames } from './agent/options.js'
import { estimateOrder, pricesOf } from './agent/prices.js'
import { resolveOrder } from './agent/resolve.js'
import { agentSettings } from './agent/settings.js'
import { createStatusPathFinder } from './agent/status-path.js'
import { type Service, submitOrders } from './agent/submit.js'
import { defineService } from './service-definition.js'
import { tellPrices } from './tell-prices.js'

/** What this service tells besides, without spending. */
export interface AgentProvider extends Provider {
  /** What a request costs now; by the table where the service does not say. */
  quote: Quote
  /** @throws {FigureError} when it cannot be asked. */
  models(context: ProviderContext): Promise<ListedModel[]>
}

/**
 * The Agent API: it charges a `request_id` once, so that a request whose answer was lost is found
 * out about by repeating it. Its errors come with HTTP 200.
 */
export const agent = defineService({
  name: 'agent',
  settings: agentSettings,
  /** Keys, and identity tokens of Moltbook: never its own keys. */
  key: { pattern: /^(?:ryn_|eyJ|moltbook-)[\w.-]{6,}$/, example: 'ryn_agent_v1_your_api_key_here' },
  create({ assets, keys, settings }): AgentProvider {
    const { origin } = new URL(settings.baseUrl)
    const ask = createAgentClient(settings, keys)
    const findStatusPath = createStatusPathFinder(ask, settings.statusPath)
    const service: Service = { ask, origin, findStatusPath, assets, settings }
    const prices = pricesOf(settings)
    return {
      name: 'agent',
      capabilities: {
        mode: 'async',
        charges: 'on-accept',
        idempotency: 'request-id',
        recovery: 'request-id',
        batchSize: 1,
        listSize: 0,
        webhook: false,
        // It documents no limits; tasks and credits are the account's.
        limitScopes: ['account'],
        tasks: ['diagram', 'image'],
        formats: ['png'],
        inputs: ['images', 'image addresses'],
        aspects: 'any',
        resolutions: ['1K', '2K', '4K'],
        videos: ['720p', '1080p'],
        prices: Object.entries(prices).map(([model, price]) => `${model}: ${tellPrices(price)}`),
      },
      optionNames,
      service: { origin, keys: keys.fingerprints, limits: settings.limits },
      resolve: (figure) => resolveOrder(figure, prices, assets),
      estimate: (request) => estimateOrder(request, prices),
      submit: (requests, context) => submitOrders(requests, context, service),
      poll: (handles, context) =>
        Promise.all(handles.map((handle) => lookAtTask(handle, context, service))),
      recover: (attempts, context) => recoverTask(attempts, context, service),
      balance: (context) => readBalance(service, context),
      quote: createQuote(service, prices),
      models: (context) => listModels(service, context),
    }
  },
})
