import { z } from 'zod'
import type { HttpAnswer, HttpRequest } from '../emulator.ts'
import { json } from '../json-answer.ts'
import type { ApiKey, KeyStore } from './key-store.ts'
import { toTimestamp } from './make-id.ts'
import { readBody } from './read-body.ts'
import { parseBody, Refusal } from './refusal.ts'
import { isWebUrl, notWebUrl } from './web-url.ts'

const createBody = z.strictObject({
  name: z.string(),
  quota: z.int().min(0).optional(),
  webhook_url: z.string().refine(isWebUrl, notWebUrl).optional(),
  webhook_secret: z.string().optional(),
})

const updateBody = z.strictObject({
  quota_remaining: z.int().min(0).optional(),
  quota_total: z.int().min(0).optional(),
  active: z.boolean().optional(),
  webhook_url: z
    .string()
    .refine((url) => url === '' || isWebUrl(url), notWebUrl)
    .optional(),
  webhook_secret: z.string().optional(),
})

/** `/api/admin/keys`; whoever comes here has shown the admin key. */
export function answerKeys(request: HttpRequest, keys: KeyStore): HttpAnswer {
  if (request.method === 'GET') return json(200, keys.all().map(toListed))
  if (request.method !== 'POST') throw new Refusal(405, 'Method Not Allowed')
  const body = parseBody(createBody, readBody(request))
  const record = keys.create(body.name, body.quota ?? null)
  record.webhook_url = body.webhook_url ?? null
  record.webhook_secret = body.webhook_secret || null
  return json(201, {
    ...toListed(record),
    // The only time that it is shown whole.
    key: record.key,
    webhook_url: record.webhook_url,
  })
}

/** `/api/admin/keys/{key}`; whoever comes here has shown the admin key. */
export function answerKey(request: HttpRequest, key: string, keys: KeyStore): HttpAnswer {
  const record = keys.find(key)
  if (record === undefined) throw new Refusal(404, 'API key not found')
  switch (request.method) {
    case 'GET':
      return json(200, { ...toListed(record), usage_log: toUsageLog(record) })
    case 'PATCH': {
      const body = parseBody(updateBody, readBody(request))
      if (body.quota_remaining !== undefined) record.quota_remaining = body.quota_remaining
      if (body.quota_total !== undefined) record.quota_total = body.quota_total
      if (body.active !== undefined) record.active = body.active
      if (body.webhook_url !== undefined) record.webhook_url = body.webhook_url || null
      if (body.webhook_secret !== undefined) record.webhook_secret = body.webhook_secret || null
      return json(200, { ...toListed(record), webhook_url: record.webhook_url })
    }
    case 'DELETE':
      keys.remove(key)
      return { status: 204, headers: {}, body: '' }
    default:
      throw new Refusal(405, 'Method Not Allowed')
  }
}

function toListed({ active, created_at, key, name, quota_remaining, ...record }: ApiKey) {
  return {
    key: `${key.slice(0, 9)}...`,
    name,
    quota_remaining,
    quota_total: record.quota_total,
    total_used: record.total_used,
    active,
    created_at: toTimestamp(created_at),
  }
}

const recentUses = 100

function toUsageLog({ usage_log }: ApiKey) {
  return usage_log
    .slice(-recentUses)
    .reverse()
    .map((usage) => ({ ...usage, created_at: toTimestamp(usage.created_at) }))
}
