import type { ProviderRequest } from '../../../digest.js'
import { FigureError } from '../../../errors.js'
import type { Send } from '../../../http/send-once.js'
import type { ProviderContext, SubmitOutcome } from '../../provider.js'
import type { KeyAdmin } from '../key-admin.js'
import type { Rejected } from '../read-outcome.js'
import type { ServiceKeys } from '../service-keys.js'
import { unit } from './service.js'

/** Units of keys, by fingerprint: a key without any may not even look at what it bought. */
export interface Quota {
  /**
   * Takes a unit for a request, before its submission does. Where too few are left, and some of what
   * is under way may come to nothing, it waits a moment before it asks again.
   *
   * @returns Why it took none, when fewer than the reserve would be left.
   * @throws {FigureError} when nobody tells how many are left.
   */
  take(request: ProviderRequest, context: ProviderContext): Promise<Rejected | undefined>
  /**
   * The same request is about to be submitted, however long it waited.
   *
   * @returns Why it may not be, when it has no unit any more and too few are left for another.
   */
  hold(request: ProviderRequest, context: ProviderContext): Rejected | undefined
  /** What came of the submission: a refusal gives the unit back. */
  answered(request: ProviderRequest, context: ProviderContext, outcome: SubmitOutcome): void
}

export interface QuotaOptions {
  keys: ServiceKeys
  /** Units of each key that are not spent. */
  reserve: number
  /** Only administrators are told of quotas. */
  openAdmin: (send: Send) => KeyAdmin
}

interface KeyQuota {
  /** Units, as they were told. */
  told: number
  /** Those of what was under way when they were told, and those that were taken since. */
  taken: number
  /** Milliseconds since the epoch. */
  toldAt: number
  /**
   * When those were last held that are not answered: what is told may count them or not. A request is
   * the same object from when it is prepared until it is answered.
   */
  underWay: Map<ProviderRequest, number>
  asking?: Promise<void> | undefined
}

/** Others may spend from the same key. */
const freshMs = 60_000

/** Most submissions are answered by then. */
const answerMs = 5_000

/** No submission takes as long: what is not answered by then was not sent, and took nothing yet. */
const unsentMs = 400_000

/** API keys are told nothing of their quotas. */
export const untoldQuota: Quota = {
  take: async () => undefined,
  hold: () => undefined,
  answered: () => {},
}

export function createQuota({ keys, openAdmin, reserve }: QuotaOptions): Quota {
  const quotas = new Map<string, KeyQuota>()
  const isLow = ({ taken, told }: KeyQuota) => told - taken - unit < reserve

  async function ask(quota: KeyQuota, secret: string, { clock, send }: ProviderContext) {
    if (send === undefined) return
    for (const [request, heldAt] of quota.underWay) {
      if (clock.now() - heldAt >= unsentMs) quota.underWay.delete(request)
    }
    // One that is accepted meanwhile may not be in what is told; a refusal gives its unit back.
    const underWay = quota.underWay.size * unit
    const takenBefore = quota.taken
    const { quotaRemaining } = await openAdmin(send).show(secret)
    quota.told = quotaRemaining ?? Number.POSITIVE_INFINITY
    quota.taken += underWay - takenBefore
    quota.toldAt = clock.now()
  }

  /**
   * What is under way may be counted twice, or be refused: it is no end of the key until that is over.
   * Another key need not wait for it.
   */
  function tooLittle(key: string, { taken, told, underWay }: KeyQuota): Rejected {
    const count = underWay.size
    const left = Math.max(0, told - taken + count * unit)
    const has = `key ${key} of \`paperbanana\` has ${left} of its quota left`
    const busy = count === 0 ? '' : `, ${count} under way`
    const message = `${has}${busy}, and \`quotaReserve\` keeps ${reserve}: without any, what was paid for cannot be fetched`
    const hint =
      'Have the quota raised (`figmill keys paperbanana update`), use another key, or change `services.paperbanana.quotaReserve`.'
    const error = new FigureError('service-refused', message, { hint })
    return count === 0 || keys.fingerprints.length > 1
      ? { status: 'rejected', about: 'key', error }
      : { status: 'rejected', again: 'later', retryAfterMs: 0, error }
  }

  function hold(request: ProviderRequest, { clock, key = '' }: ProviderContext) {
    const quota = quotas.get(key)
    if (quota === undefined) return undefined
    if (!quota.underWay.has(request)) {
      if (isLow(quota)) return tooLittle(key, quota)
      quota.taken += unit
    }
    quota.underWay.set(request, clock.now())
    return undefined
  }

  return {
    async take(request, context) {
      const { clock, key = '' } = context
      const secret = keys.secretOf(key)
      if (secret === undefined) return undefined
      const quota: KeyQuota = quotas.get(key) ?? {
        told: 0,
        taken: 0,
        toldAt: 0,
        underWay: new Map(),
      }
      quotas.set(key, quota)
      if (isLow(quota) && quota.underWay.size > 0) await clock.sleep(answerMs, context.signal)
      if (isLow(quota) || clock.now() - quota.toldAt >= freshMs) {
        quota.asking ??= ask(quota, secret, context).finally(() => {
          quota.asking = undefined
        })
        await quota.asking
      }
      return hold(request, context)
    },
    hold,
    answered(request, { key = '' }, { status }) {
      const quota = quotas.get(key)
      if (quota?.underWay.delete(request) && status === 'rejected') quota.taken -= unit
    },
  }
}
