/** What a worker process runs: draws the requests it is sent, one after the other. */
import type { ProviderRequest } from '../../digest.js'
import type { FigureError } from '../../errors.js'
import { type Rendered, type RenderResources, renderLocal } from './render.js'

export interface DrawJob {
  request: ProviderRequest
  resources: RenderResources
}

/** Errors as plain objects: on the way they would lose their class, code and hint. */
export type DrawReply =
  | { rendered: Rendered }
  | { failure: Pick<FigureError, 'code' | 'message' | 'hint'> }

async function reply({ request, resources }: DrawJob): Promise<DrawReply> {
  try {
    return { rendered: await renderLocal(request, resources) }
  } catch (error) {
    const { code, hint, message } = error as FigureError
    return { failure: { code, hint, message } }
  }
}

process.on('message', async (job: DrawJob) => {
  process.send?.(await reply(job))
})
