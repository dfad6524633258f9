import { isDeepStrictEqual } from 'node:util'
import type { Fault } from '../faults.ts'
import { accessTokenMs, type createAccess } from './access.ts'
import { type Data, failure, invalid, unknownModel, unknownTask } from './envelope.ts'
import { type Model, priceOf } from './models.ts'
import {
  estimateRequest,
  exchangeRequest,
  generateRequest,
  numberedEstimateRequest,
  problemOf,
  sceneRequest,
} from './requests.ts'
import type { createTasks } from './tasks.ts'

/** What a key may do. */
export type Scope = Model['product'] | 'credits:read'

export interface ActionTraits {
  acceptsScene: boolean
  access: ReturnType<typeof createAccess>
  /** Of the account, before its first task. */
  credits: number
  estimateUnits: 'object' | 'number'
  models: readonly Model[]
  priceVersion: string
  /** Whether a repeated request shows how far it is; otherwise it is answered as the first time. */
  repeatsShowProgress: boolean
  scopes: readonly Scope[]
  tasks: ReturnType<typeof createTasks>
}

/** What the service does, from decoded bodies to the data of its answers. */
export function createActions({
  acceptsScene,
  access,
  credits,
  estimateUnits,
  models,
  priceVersion,
  repeatsShowProgress,
  scopes,
  tasks,
}: ActionTraits) {
  const generation = acceptsScene ? sceneRequest : generateRequest

  const available = () => credits - tasks.spent()

  const modelOf = (id: string) => models.find((model) => model.id === id)

  const mayNot = (scope: Scope) =>
    scopes.includes(scope)
      ? undefined
      : failure('requested scope not allowed', `Ask the owner to grant ${scope}.`)

  const refusePriceVersion = (named: string | undefined) =>
    named === undefined || named === priceVersion
      ? undefined
      : failure('price_version_mismatch', 'Estimate again.', { price_version: priceVersion })

  function readEstimate(body: unknown) {
    if (estimateUnits === 'object') return estimateRequest.safeParse(body)
    const parsed = numberedEstimateRequest.safeParse(body)
    if (!parsed.success) return parsed
    const { options, units: count, ...rest } = parsed.data
    return { ...parsed, data: { ...rest, units: { count, ...options } } }
  }

  return {
    generationSchema: generation,
    estimateSchema: estimateUnits === 'object' ? estimateRequest : numberedEstimateRequest,

    exchange(body: unknown): Data {
      const parsed = exchangeRequest.safeParse(body)
      if (!parsed.success) return invalid(parsed.error)
      const token = access.exchange(parsed.data.identity_token)
      return token === undefined
        ? failure('invalid_identity', 'Get a new identity token from Moltbook.')
        : { access_token: token, expires_in: accessTokenMs / 1_000 }
    },

    balance: (): Data => mayNot('credits:read') ?? { balance: available() },

    listModels: (): Data => ({
      price_version: priceVersion,
      models: models.map(({ creditsAt = {}, credits: each, id, product }) => {
        const notes = Object.entries(creditsAt).map(([name, other]) => `${name} = ${other}`)
        return { id, product, credits: each, ...(notes.length > 0 && { notes: notes.join(', ') }) }
      }),
    }),

    estimate(body: unknown): Data {
      const refused = mayNot('credits:read')
      if (refused !== undefined) return refused
      const parsed = readEstimate(body)
      if (!parsed.success) return invalid(parsed.error)
      const { input_image_urls: inputs, model: id, price_version, units = {} } = parsed.data
      const model = modelOf(id)
      if (model === undefined) return unknownModel
      const problem = problemOf(parsed.data, model)
      if (problem !== undefined) return failure('invalid_request', problem)
      const price = priceOf(model, units, inputs !== undefined)
      return (
        refusePriceVersion(price_version) ?? {
          estimated_credits: price.credits,
          price_version: priceVersion,
          breakdown: price.breakdown,
        }
      )
    },

    generate(body: unknown, fault: Fault | undefined): Data {
      const parsed = generation.safeParse(body)
      if (!parsed.success) return invalid(parsed.error)
      const { data: request } = parsed
      const earlier = tasks.ofRequest(request.request_id)
      if (earlier !== undefined) {
        if (!isDeepStrictEqual(earlier.request, request))
          return failure('request_id_conflict', 'Use a new request_id for another request.')
        if (earlier.fault === 'lost-task') return unknownTask
        return repeatsShowProgress ? tasks.shown(earlier) : tasks.accepted(earlier)
      }
      const { input_image_urls: inputs, price_version, prompt, units = {} } = request
      const model = modelOf(request.model)
      if (model === undefined) return unknownModel
      const problem =
        problemOf(request, model) ??
        (prompt === undefined && inputs === undefined ? 'prompt: required' : undefined)
      if (problem !== undefined) return failure('invalid_request', problem)
      const refused = mayNot(model.product) ?? refusePriceVersion(price_version)
      if (refused !== undefined) return refused
      const { credits: required } = priceOf(model, units, inputs !== undefined)
      if (required > available())
        return failure('insufficient_credits', 'Use a cheaper model or ask the owner to top up.', {
          required,
          available: available(),
        })
      return tasks.accepted(
        tasks.start({ product: model.product, request, credits: required, fault }),
      )
    },

    /** @param isOfRequest Whether the id is the request's; otherwise it is the task's. */
    status(id: string, isOfRequest: boolean): Data {
      const task = isOfRequest ? tasks.ofRequest(id) : tasks.ofId(id)
      return task === undefined || task.fault === 'lost-task' ? unknownTask : tasks.shown(task)
    },
  }
}
