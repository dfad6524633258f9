import * as z from 'zod'
import { systemClock } from '../../../clock.js'
import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import { keepSecret, redact } from '../../../http/redact.js'
import type { Sent, ServiceAnswer, ServiceCall } from '../../../http/send-once.js'
import type { IssuedKey, KeyAdmin } from '../key-admin.js'
import { adminKeyVariable } from '../open-key-admin.js'
import { readAnswerAs, readSubmission, type Wording } from '../read-outcome.js'
import type { KeyAdminSetup } from '../service-definition.js'
import { headerText } from '../service-keys.js'
import type { PaperbananaSettings } from './settings.js'
import { wording } from './wording.js'

const quota = z
  .int()
  .nullish()
  .transform((units) => units ?? null)

const shownKey = z.object({
  key: z.string(),
  name: z.string(),
  quota_remaining: quota,
  quota_total: quota,
  total_used: z.int(),
  active: z.boolean(),
  created_at: z.string(),
  webhook_url: z.string().nullish(),
})

const createdKey = shownKey.extend({ key: z.string().regex(headerText).min(8).max(400) })

const use = z.object({
  id: z.int(),
  task_id: z.string(),
  endpoint: z.string(),
  created_at: z.string(),
})

const keyDetail = shownKey.extend({ usage_log: z.array(use) })

/** PaperBanana's keys, as who has its `PAPERBANANA_ADMIN_KEY` may make, see and change them. */
export function administerKeys({
  adminKey,
  send,
  settings: { baseUrl },
}: KeyAdminSetup<PaperbananaSettings>): KeyAdmin {
  const ask = (method: ServiceCall['method'], path = '', body?: object) =>
    send({
      method,
      url: `${baseUrl}/api/admin/keys${path}`,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        authorization: `Bearer ${adminKey}`,
      },
      body: body && JSON.stringify(body),
    })

  return {
    async create({ name, quota, webhookSecret, webhookUrl }) {
      keepSecret(webhookSecret ?? '')
      const body = { name, quota, webhook_url: webhookUrl, webhook_secret: webhookSecret }
      const created = readChanged(createdKey, readChange(await ask('POST', '', body)))
      if (created.key.includes(adminKey)) throw inDoubt('it answered the admin key')
      return { ...toIssued(created), secret: created.key }
    },
    async list() {
      const keys = readAnswerAs(z.array(shownKey), 'list of keys', await ask('GET'), adminWording)
      return keys.map((key) => toIssued(key))
    },
    async show(key) {
      const sent = await ask('GET', pathOf(key))
      const { usage_log, ...shown } = readAnswerAs(keyDetail, 'key', sent, adminWording)
      const uses = usage_log.map(({ created_at, endpoint, id, task_id }) => ({
        id,
        taskId: redact(task_id, 80),
        endpoint: redact(endpoint, 80),
        createdAt: redact(created_at, 40),
      }))
      return { ...toIssued(shown, key), uses }
    },
    async update(key, { active, quotaRemaining, quotaTotal, webhookSecret, webhookUrl }) {
      keepSecret(webhookSecret ?? '')
      const body = {
        quota_remaining: quotaRemaining,
        quota_total: quotaTotal,
        active,
        webhook_url: webhookUrl,
        webhook_secret: webhookSecret,
      }
      const answer = readChange(await ask('PATCH', pathOf(key), body))
      return toIssued(readChanged(shownKey, answer), key)
    },
    async remove(key) {
      const { status } = readChange(await ask('DELETE', pathOf(key)))
      if (status !== 204) throw inDoubt(`it answered ${status}, expected 204`)
    },
  }
}

function pathOf(key: string): string {
  keepSecret(key)
  return `/${encodeURIComponent(key)}`
}

/** The yes to a change. @throws {FigureError} of what was refused, and of what may have been done. */
function readChange(sent: Sent): ServiceAnswer {
  const said = readSubmission(sent, { clock: systemClock }, adminWording)
  if (said.status === 'answered') return said.answer
  throw said.status === 'rejected' ? said.error : inDoubt(said.reason)
}

/** The key after it. */
function readChanged<Schema extends z.ZodType>(
  schema: Schema,
  answer: ServiceAnswer,
): z.output<Schema> {
  const { data } = schema.safeParse(readJson(answer))
  if (data !== undefined) return data
  throw inDoubt('it answered what is no key')
}

/** A key that was made meanwhile can never be seen whole. */
function inDoubt(reason: string): FigureError {
  const message = `what \`paperbanana\` did is not known: ${reason}`
  return new FigureError('service-unavailable', message, {
    hint: 'It may have been done: `figmill keys paperbanana list` shows what is there.',
  })
}

/** @param whole The key that was asked about: what the service shows of it need not be looked at. */
function toIssued(shown: z.output<typeof shownKey>, whole = shown.key): IssuedKey {
  const { active, created_at, name, quota_remaining, quota_total, total_used, webhook_url } = shown
  return {
    // Nine characters are what the service itself shows.
    key: `${/^[\w-]{0,9}/.exec(whole)?.[0]}...`,
    name: redact(name, 100),
    quotaRemaining: quota_remaining,
    quotaTotal: quota_total,
    used: total_used,
    active,
    createdAt: redact(created_at, 40),
    ...(webhook_url ? { webhookUrl: redact(webhook_url) } : {}),
  }
}

const adminWording: Wording = {
  ...wording,
  hintOf(status, message) {
    if (status === 401) {
      const variable = adminKeyVariable('paperbanana')
      return `Set ${variable} to the server's PAPERBANANA_ADMIN_KEY; an API key is none.`
    }
    // Paths that its framework does not have are `Not Found`.
    return status === 404 && /key/i.test(message)
      ? 'Give a key that is there, and whole: `figmill keys paperbanana list` shows beginnings only.'
      : undefined
  },
}
