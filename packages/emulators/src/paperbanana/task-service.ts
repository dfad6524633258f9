import type { Clock } from '@figmill/core'
import type { Charge, HttpAnswer, HttpRequest } from '../emulator.ts'
import { type Fault, spoilPicture } from '../faults.ts'
import { bearerOf, json } from '../json-answer.ts'
import { type EndpointName, endpoints } from './endpoints.ts'
import type { ApiKey, KeyStore } from './key-store.ts'
import { makeId } from './make-id.ts'
import { readFormat, refuseParameters } from './query.ts'
import { readBody } from './read-body.ts'
import { Refusal } from './refusal.ts'
import { mediaTypes, pictureOf, showTask, statusOf, type Task } from './task.ts'
import type { Size } from './task-plan.ts'
import type { createWebhooks } from './webhooks.ts'

export interface TaskServiceOptions {
  clock: Clock
  origin: string
  keys: KeyStore
  webhooks: ReturnType<typeof createWebhooks>
  imageProvider: string
  readsNeedQuota: boolean
  durationMs: ((index: number) => number) | undefined
}

/** Everything that an API key can ask for. */
export function createTaskService(options: TaskServiceOptions) {
  const { clock, durationMs, imageProvider, keys, origin, readsNeedQuota, webhooks } = options
  const tasks = new Map<string, Task>()
  const charges: Charge[] = []

  function authenticate(request: HttpRequest, needsQuota: boolean): ApiKey {
    const record = keys.find(bearerOf(request))
    if (record === undefined) throw new Refusal(401, 'Missing or invalid API key')
    if (!record.active) throw new Refusal(403, 'API key is disabled')
    if (needsQuota && record.quota_remaining !== null && record.quota_remaining <= 0)
      throw new Refusal(403, 'Quota exhausted')
    return record
  }

  function findTask(id: string, { key }: ApiKey): Task {
    const task = tasks.get(id)
    if (task?.key !== key) throw new Refusal(404, 'Task not found')
    return task
  }

  function pictureSizeOf(task: Task): Size {
    const { size } = task.plan
    if (size === undefined || statusOf(task, clock.now()) !== 'completed')
      throw new Refusal(404, 'Image not available')
    return size
  }

  async function download(task: Task, query: URLSearchParams): Promise<HttpAnswer> {
    const format = readFormat(query)
    const size = pictureSizeOf(task)
    if (format !== 'png' && !task.plan.formats.includes(format))
      throw new Refusal(404, 'Image not available')
    const body = await pictureOf(task, format, size)
    return { status: 200, headers: { 'content-type': mediaTypes[format] }, body }
  }

  return {
    /** One unit for each task, oldest first. */
    charges,

    submit(endpoint: EndpointName, request: HttpRequest, fault: Fault | undefined): HttpAnswer {
      const key = authenticate(request, true)
      const body = readBody(request)
      const { callback, plan } = endpoints[endpoint](body, {
        imageProvider,
        pictureSizeOf: (id) => pictureSizeOf(findTask(id, key)),
      })
      const createdAt = clock.now()
      const task: Task = {
        id: makeId('task', charges.length),
        key: key.key,
        plan,
        createdAt,
        endsAt: createdAt + (durationMs?.(charges.length) ?? plan.durationMs),
        text: JSON.stringify(body),
        fault,
        pictures: new Map(),
      }
      keys.use(key, task.id, endpoint)
      charges.push({ task: task.id, credits: 1, request: body })
      const accepted = json(202, { task_id: task.id, status: 'pending' })
      if (fault === 'lost-task') return accepted
      tasks.set(task.id, task)
      const url = callback.webhook_url ?? key.webhook_url
      if (url === null || fault === 'stuck-task') return accepted
      const { webhook_include_image: includesImage } = callback
      webhooks.follow(task, { url, secret: key.webhook_secret, includesImage })
      return accepted
    },

    /** `/api/tasks/{task_id}`, and `/image` behind it. */
    async read(request: HttpRequest, url: URL, fault: Fault | undefined): Promise<HttpAnswer> {
      const [, id, image] = /^\/api\/tasks\/([^/]+)(\/image)?$/.exec(url.pathname) ?? []
      if (id === undefined) throw new Refusal(404, 'Not Found')
      const task = findTask(id, authenticate(request, readsNeedQuota))
      if (image !== undefined) return spoilPicture(await download(task, url.searchParams), fault)
      refuseParameters(url.searchParams)
      // The picture comes inside, too.
      const spoilPreview = (body: Uint8Array) =>
        Buffer.from(spoilPicture({ status: 200, headers: {}, body }, fault).body)
      return json(200, await showTask(task, clock.now(), origin, spoilPreview))
    },

    forget(): void {
      tasks.clear()
      webhooks.stop()
    },
  }
}
