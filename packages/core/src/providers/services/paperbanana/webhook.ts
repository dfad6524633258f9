import { createSecretKey } from 'node:crypto'
import * as z from 'zod'
import { FigureError } from '../../../errors.js'
import { keepSecret } from '../../../http/redact.js'
import type { Webhook } from '../../../http/webhook-receiver.js'
import type { JsonObject } from '../../../json.js'
import type { Environment } from '../service-definition.js'
import { type PaperbananaSettings, webhookSecret } from './settings.js'

const secretVariable = 'FIGMILL_PAPERBANANA_WEBHOOK_SECRET'

type WebhookSettings = NonNullable<PaperbananaSettings['webhook']>

const callback = z.object({
  task_id: z.string().min(1).max(200),
  event: z.string().max(100),
})

/** Where the service tells that a job is over. */
export interface OpenedWebhook {
  /** Absent where there is none, or no secret to know its callbacks by. */
  webhook: Webhook | undefined
  /**
   * What a request says of it; no part of what a figure is known by. The picture is fetched anyway.
   *
   * @throws {FigureError} `config-invalid` without a secret.
   */
  callback(): JsonObject
}

export function openWebhook(
  settings: PaperbananaSettings['webhook'],
  environment: Environment,
): OpenedWebhook {
  if (settings === undefined) return { webhook: undefined, callback: () => ({}) }
  const text = settings.secret ?? environment[secretVariable]?.trim()
  const secret = webhookSecret.safeParse(text).data
  if (secret === undefined) {
    const seen = text === undefined ? 'has no secret' : `has a short one in ${secretVariable}`
    const message = `\`services.paperbanana.webhook\` ${seen}, and nobody else may tell`
    const hint = `Set ${secretVariable} to the \`webhook_secret\` of the key, 16 characters or more, or remove \`webhook\`.`
    return {
      webhook: undefined,
      callback() {
        throw new FigureError('config-invalid', message, { hint })
      },
    }
  }
  return {
    webhook: createWebhook(settings, secret),
    callback: () => ({ webhook_url: settings.url, webhook_include_image: false }),
  }
}

/** How its callbacks are read: what they say besides the task, the task itself is asked for. */
function createWebhook({ host, port, url }: WebhookSettings, secret: string): Webhook {
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
