import { createSecretKey } from 'node:crypto'
import * as z from 'zod'
import { keepSecret } from '../../../http/redact.js'
import type { Webhook } from '../../../http/webhook-receiver.js'
import type { JsonObject } from '../../../json.js'
import type { PaperbananaSettings } from './settings.js'

type WebhookSettings = NonNullable<PaperbananaSettings['webhook']>

const callback = z.object({
  task_id: z.string().min(1).max(200),
  event: z.string().max(100),
})

/** What a request says of it; no part of what a figure is known by. The picture is fetched anyway. */
export function webhookFields({ url }: WebhookSettings): JsonObject {
  return { webhook_url: url, webhook_include_image: false }
}

/** How its callbacks are read: what they say besides the task, the task itself is asked for. */
export function createWebhook({ host, port, secret, url }: WebhookSettings): Webhook {
  keepSecret(secret)
  return {
    host,
    port,
    path: new URL(url).pathname,
    secret: createSecretKey(secret, 'utf8'),
    signature: { header: 'x-paperbanana-signature', prefix: 'sha256=' },
    read(json) {
      const { data } = callback.safeParse(json)
      return data && { id: data.task_id, event: data.event }
    },
  }
}
