import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import type { CostEstimate, ProviderContext } from '../../provider.js'
import { readAnswerAs } from '../read-outcome.js'
import { type Order, readOrder } from './order.js'
import type { Service } from './service.js'
import { wording } from './wording.js'

type Route = Pick<Order, 'model_tier' | 'provider'>

/** What a picture will cost at most, as the service says; whether the payer is set up, besides. */
export async function askPrice(
  request: ProviderRequest,
  context: ProviderContext,
  service: Service,
): Promise<CostEstimate> {
  const { model_tier = 'pro', provider = 'platform' } = readOrder(request) ?? {}
  const answer = await estimate({ model_tier, provider }, context, service)
  const { estimated_credits: credits, is_exact: isExact } = answer
  return { credits, bound: isExact || provider !== 'platform' ? 'exact' : 'upper' }
}

/** The workspace's credits: no other path tells. */
export async function askBalance(context: ProviderContext, service: Service): Promise<number> {
  const route: Route = { model_tier: 'pro', provider: 'platform' }
  return (await estimate(route, context, service)).available_credits
}

const estimated = z.object({
  data: z.object({
    estimated_credits: z.number().min(0),
    is_exact: z.boolean().catch(false),
    available_credits: z.number(),
  }),
})

async function estimate(json: Route, context: ProviderContext, { ask }: Service) {
  const sent = await ask(context, { method: 'POST', path: '/estimate-credits', json })
  return readAnswerAs(estimated, 'estimate', sent, wording).data
}
