import { createHmac } from 'node:crypto'
import type { Clock } from '@figmill/core'
import { toTimestamp } from './make-id.ts'
import { downloadUrl, failure, previewOf, statusOf, type Task } from './task.ts'
import { version } from './version.ts'

/** Sends one callback; rejects when nobody answers. */
export type Deliver = (
  url: string,
  request: { method: 'POST'; headers: Record<string, string>; body: string; signal: AbortSignal },
) => Promise<{ status: number }>

/** Where the end of a task is told. */
export interface Webhook {
  url: string
  /** Signs the body. */
  secret: string | null
  includesImage: boolean
}

const retryDelaysMs = [5_000, 15_000, 60_000]
const answerTimeoutMs = 30_000
const loopback = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** The global `fetch`, which must not leave this machine. */
export const deliverOnLoopback: Deliver = (url, { signal, ...request }) => {
  if (!loopback.has(new URL(url).hostname))
    return Promise.reject(new Error(`${url} is not on this machine`))
  return fetch(url, {
    ...request,
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
  })
}

/** Tells the ends of tasks, each when its time has come by the clock. */
export function createWebhooks(clock: Clock, origin: string, deliver: Deliver) {
  let running = new AbortController()

  async function tell(task: Task, { includesImage, secret, url }: Webhook, signal: AbortSignal) {
    await clock.sleep(task.endsAt - clock.now(), signal)
    const body = JSON.stringify(await payloadOf(task, includesImage))
    const request = {
      method: 'POST',
      headers: headersOf(task, body, secret),
      body,
      signal,
    } as const
    for (const delayMs of [0, ...retryDelaysMs]) {
      if (delayMs > 0) await clock.sleep(delayMs, signal)
      const status = await deliver(url, request).then(
        (answer) => answer.status,
        () => undefined,
      )
      if (status !== undefined && status < 400) return
    }
  }

  const eventOf = (task: Task) => `task.${statusOf(task, task.endsAt)}`

  function headersOf(task: Task, body: string, secret: string | null): Record<string, string> {
    const headers = {
      'Content-Type': 'application/json',
      'X-PaperBanana-Event': eventOf(task),
      'User-Agent': `PaperBanana-Webhook/${version}`,
    }
    if (secret === null) return headers
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    return { ...headers, 'X-PaperBanana-Signature': `sha256=${signature}` }
  }

  async function payloadOf(task: Task, includesImage: boolean) {
    const status = statusOf(task, task.endsAt)
    const isDone = status === 'completed'
    const png = await previewOf(task, task.endsAt)
    return {
      event: eventOf(task),
      task_id: task.id,
      status,
      diagram_type: task.plan.diagramType,
      description: isDone ? task.plan.description : null,
      image_url: png === undefined ? null : downloadUrl(origin, task),
      image_base64:
        png === undefined || !includesImage ? null : Buffer.from(png).toString('base64'),
      error: isDone ? null : failure,
      created_at: toTimestamp(task.createdAt),
      completed_at: toTimestamp(task.endsAt),
    }
  }

  return {
    /** Waits for the end of a task and tells it, in the background. */
    follow(task: Task, webhook: Webhook): void {
      const { signal } = running
      tell(task, webhook, signal).catch((error) => {
        if (!signal.aborted) throw error
      })
    },
    /** Forgets what is still to be told. */
    stop(): void {
      running.abort()
      running = new AbortController()
    },
  }
}
