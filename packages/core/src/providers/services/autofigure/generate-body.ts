import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { FigureError } from '../../../errors.js'
import type { CostEstimate } from '../../provider.js'
import { resolutions, type Settings } from './settings.js'

/** The one operation: `POST /generate`. */
export const operation = 'generate'

const generateBody = z.looseObject({
  type: z.enum(['standard', 'pipeline']),
  scene: z.enum(['text-to-image', 'image-to-image']),
  model: z.string().optional(),
  options: z.looseObject({
    resolution: z.enum(resolutions),
    image_input: z.array(z.unknown()).optional(),
  }),
})

/** What of a body decides about its price, its inputs and which task it became. */
export type GenerateBody = z.output<typeof generateBody>

/** The body of a request; `undefined` for one that is not of this service. */
export function readBody(request: ProviderRequest): GenerateBody | undefined {
  return request.operation === operation ? generateBody.safeParse(request.body).data : undefined
}

/** Standard prices are fixed; the pipeline's are where it starts. @throws {FigureError} */
export function estimateCost(request: ProviderRequest, settings: Settings): CostEstimate {
  const estimate = findPrice(readBody(request), settings)
  if (estimate !== undefined) return estimate
  throw new FigureError('config-invalid', '`autofigure` has no price for such a request', {
    hint: 'Add its model to `services.autofigure.prices.standard`.',
  })
}

/** As above; `undefined` for what has no price. */
export function findPrice(
  body: GenerateBody | undefined,
  { pipelineFactor, prices }: Settings,
): CostEstimate | undefined {
  if (body?.type === 'pipeline') {
    const credits = prices.pipeline[body.options.resolution]
    return { credits, bound: 'lower', mostCredits: credits * pipelineFactor }
  }
  const credits = body && prices.standard[body.model ?? '']?.[body.options.resolution]
  return credits === undefined ? undefined : { credits, bound: 'exact' }
}
