import { FigureError } from '../../../errors.js'
import type { Send } from '../../../http/send-once.js'
import type { ProviderContext, SubmitOutcome } from '../../provider.js'
import type { KeyAdmin } from '../key-admin.js'
import type { ServiceKeys } from '../service-keys.js'
import { unit } from './service.js'

/** Units of keys, by fingerprint: a key without any may not even look at what it bought. */
export interface Quota {
  /**
   * Takes a unit, before a submission does.
   *
   * @returns Why it took none, when fewer than the reserve would be left.
   * @throws {FigureError} when nobody tells how many are left.
   */
  take(key: string | undefined, context: ProviderContext): Promise<FigureError | undefined>
  /** What came of the submission: a refusal gives the unit back. */
  answered(key: string | undefined, outcome: SubmitOutcome): void
}

export interface QuotaOptions {
  keys: ServiceKeys
  /** Units of each key that are not spent. */
  reserve: number
  /** Only administrators are told of quotas. */
  openAdmin: (send: Send) => KeyAdmin
}

interface KeyQuota {
  /** As it was told, less what was taken since. */
  left: number
  /** Milliseconds since the epoch. */
  toldAt: number
  /** When those were taken that are not answered, oldest first: what is told may count them or not. */
  underWay: number[]
  asking?: Promise<void> | undefined
}

/** Others may spend from the same key. */
const freshMs = 60_000

/** No submission takes as long: what is not answered by then was never sent, and took nothing. */
const unsentMs = 400_000

/** API keys are told nothing of their quotas. */
export const untoldQuota: Quota = { take: async () => undefined, answered: () => {} }

export function createQuota({ keys, openAdmin, reserve }: QuotaOptions): Quota {
  const quotas = new Map<string, KeyQuota>()

  async function ask(quota: KeyQuota, secret: string, { clock, send }: ProviderContext) {
    if (send === undefined) return
    quota.underWay = quota.underWay.filter((takenAt) => clock.now() - takenAt < unsentMs)
    // One that is answered meanwhile may not be in what is told.
    const underWay = quota.underWay.length
    const { quotaRemaining } = await openAdmin(send).show(secret)
    quota.left = (quotaRemaining ?? Number.POSITIVE_INFINITY) - underWay * unit
    quota.toldAt = clock.now()
  }

  return {
    async take(key = '', context) {
      const secret = keys.secretOf(key)
      if (secret === undefined) return undefined
      const quota = quotas.get(key) ?? { left: 0, toldAt: 0, underWay: [] }
      quotas.set(key, quota)
      const isLow = () => quota.left - unit < reserve
      if (isLow() || context.clock.now() - quota.toldAt >= freshMs) {
        quota.asking ??= ask(quota, secret, context).finally(() => {
          quota.asking = undefined
        })
        await quota.asking
      }
      if (isLow()) return tooLittle(key, quota.left, reserve)
      quota.left -= unit
      quota.underWay.push(context.clock.now())
      return undefined
    },
    answered(key = '', { status }) {
      const quota = quotas.get(key)
      if (quota === undefined) return
      // Whichever it was: what stays is counted for longer, and never too short.
      quota.underWay.shift()
      if (status === 'rejected') quota.left += unit
    },
  }
}

function tooLittle(key: string, left: number, reserve: number): FigureError {
  const has = `key ${key} of \`paperbanana\` has ${Math.max(0, left)} of its quota left`
  const message = `${has}, and \`quotaReserve\` keeps ${reserve}: without any, what was paid for cannot be fetched`
  const hint =
    'Have the quota raised (`figmill keys paperbanana update`), use another key, or change `services.paperbanana.quotaReserve`.'
  return new FigureError('service-refused', message, { hint })
}
