/** What a worker process runs: draws the requests it is sent, one after the other. */
import { Worker } from 'node:worker_threads'
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

/** In a thread, because a drawing that never ends would not notice that nobody waits for it. */
const endWithParent = `
  const parent = process.ppid
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 1000)
`
new Worker(endWithParent, { eval: true }).unref()

// In turns: pictures drawn at the same time would change each other.
let last = Promise.resolve()
process.on('message', (job: DrawJob) => {
  last = last.then(async () => void process.send?.(await reply(job)))
})
