import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import type { CostEstimate, ProviderContext } from '../../provider.js'
import { lenient, lenientList } from '../lenient.js'
import { readAnswer } from '../read-outcome.js'
import type { ServiceRequest } from '../service-client.js'
import { withoutUnset } from '../to-resolved.js'
import { aboutAsker, dataOf, judge, readAnswerData, toError, wording } from './answer.js'
import { type Order, readOrder } from './order.js'
import { estimateOrder, type Prices, withImage } from './prices.js'
import type { Service } from './submit.js'

/** A model as the service lists it. */
export interface ListedModel {
  id: string
  product?: string | undefined
  credits?: number | undefined
}

/** `data` of an answer that costs nothing. @throws {FigureError} also for an error inside HTTP 200. */
async function read(
  { ask }: Service,
  context: ProviderContext,
  request: ServiceRequest,
): Promise<unknown> {
  const json = readAnswer(await ask(context, request), wording)
  const data = readAnswerData(json)
  if (data.error !== undefined) throw toError(data)
  return dataOf(json)
}

const number = lenient(z.number())
/** The document does not show it: errors call what is left `available`. */
const balance = z.object({ balance: number, credits: number, available: number })

/** Credits that are left. @throws {FigureError} also for keys that may not see them. */
export async function readBalance(service: Service, context: ProviderContext): Promise<number> {
  const data = await read(service, context, { method: 'GET', path: '/v1/credits/balance' })
  const { available, balance: left, credits } = balance.safeParse(data).data ?? {}
  const found = left ?? credits ?? available
  if (found !== undefined) return found
  throw new FigureError('service-unavailable', '`agent` told no balance that figmill can read', {
    hint: 'See it in your account there.',
  })
}

const text = lenient(z.string())
const model = z.union([
  z.string().transform((id): ListedModel => ({ id })),
  z
    .object({ id: text, model: text, name: text, product: text, credits: number })
    .transform(({ credits, id, model, name, product }): ListedModel => {
      return { id: id ?? model ?? name ?? '', product, credits }
    }),
])
const models = lenientList(model)

/** The models that it has now; nothing where its list cannot be read. */
export async function listModels(
  service: Service,
  context: ProviderContext,
): Promise<ListedModel[]> {
  const data = await read(service, context, { method: 'GET', path: '/v1/models/list' })
  const listed = z.union([models, z.object({ models }).transform(({ models }) => models)])
  return (listed.safeParse(data).data ?? []).filter(({ id }) => id !== '')
}

type Quoted = Pick<Order['body'], 'product' | 'model' | 'units'>

/** `units` as the document shows them, and as the live service has been seen to take them. */
const shapes = [
  ({ model, product, units: { count, duration, resolution } }: Quoted) => ({
    product,
    model,
    units: withoutUnset({ count, resolution, duration }),
  }),
  ({ model, product, units: { count, duration, resolution } }: Quoted) => ({
    product,
    model,
    units: count ?? 1,
    options: withoutUnset({ resolution, duration }),
  }),
]
const paths = ['/v1/credits/estimate', '/api/credits/estimate']

const estimate = z.object({ estimated_credits: z.number().min(0) })

/** What a request costs now, as the service says; by the table where it says nothing. */
export type Quote = (request: ProviderRequest, context: ProviderContext) => Promise<CostEstimate>

export function createQuote(service: Service, prices: Prices): Quote {
  const { ask, settings } = service
  const { priceVersion } = settings
  /** By what decides the price: many figures cost the same. */
  const known = new Map<string, Promise<number | undefined>>()

  async function quote(order: Order, context: ProviderContext): Promise<number | undefined> {
    for (const path of paths) {
      for (const shape of shapes) {
        const version = priceVersion === undefined ? {} : { price_version: priceVersion }
        const asked = { ...shape(order.body), ...version }
        const sent = await ask(context, { method: 'POST', path, json: asked })
        if (sent.status !== 'answered') return undefined
        const json = readJson(sent.answer)
        const { data } = estimate.safeParse(dataOf(json))
        if (data !== undefined) return data.estimated_credits
        if (aboutAsker.has(judge(readAnswerData(json).error))) return undefined
        if (sent.answer.status === 404) break
      }
    }
    return undefined
  }

  return async (request, context) => {
    const order = readOrder(request)
    if (order === undefined) return estimateOrder(request, prices)
    const { model, units } = order.body
    const name = `${model} ${units.count} ${units.resolution} ${units.duration}`
    const asked = known.get(name) ?? quote(order, context).catch(() => undefined)
    known.set(name, asked)
    const credits = await asked
    // What it starts from is not told: it may be a file.
    return credits === undefined ? estimateOrder(request, prices) : withImage(order.body, credits)
  }
}
