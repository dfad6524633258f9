import type { Clock } from '@figmill/core'
import { makeId } from './make-id.ts'

export interface Usage {
  id: number
  task_id: string
  endpoint: string
  /** Milliseconds since the Unix epoch. */
  created_at: number
}

/** One API key, with the names that its record has on the wire. */
export interface ApiKey {
  readonly key: string
  name: string
  /** `null`: unlimited. */
  quota_remaining: number | null
  quota_total: number | null
  total_used: number
  active: boolean
  /** Milliseconds since the Unix epoch. */
  created_at: number
  webhook_url: string | null
  webhook_secret: string | null
  /** Oldest first. */
  readonly usage_log: Usage[]
}

export type KeyStore = ReturnType<typeof createKeyStore>

/** API keys with their quotas and usage: what a new start does not forget. */
export function createKeyStore(clock: Clock) {
  const keys = new Map<string, ApiKey>()
  let made = 0
  let used = 0

  return {
    all: (): ApiKey[] => [...keys.values()],
    find: (key: string): ApiKey | undefined => keys.get(key),
    remove: (key: string): boolean => keys.delete(key),

    /** @param quota Units; `null` for unlimited usage. */
    create(name: string, quota: number | null, key = `pb_${makeId('key', made++)}`): ApiKey {
      const record: ApiKey = {
        key,
        name,
        quota_remaining: quota,
        quota_total: quota,
        total_used: 0,
        active: true,
        created_at: clock.now(),
        webhook_url: null,
        webhook_secret: null,
        usage_log: [],
      }
      keys.set(key, record)
      return record
    },

    /** Takes one unit for a task. */
    use(record: ApiKey, taskId: string, endpoint: string): void {
      if (record.quota_remaining !== null) record.quota_remaining -= 1
      record.total_used += 1
      used += 1
      record.usage_log.push({ id: used, task_id: taskId, endpoint, created_at: clock.now() })
    },
  }
}
