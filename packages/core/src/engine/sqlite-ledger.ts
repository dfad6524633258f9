import type { Clock } from '../clock.js'
import type { SpecDigest } from '../digest.js'
import { FigureError } from '../errors.js'
import type { JsonValue } from '../json.js'
import { applyReceipt } from './apply-receipt.js'
import { createCommitQueue, type Patience } from './commit-queue.js'
import type {
  Cap,
  CapState,
  Claim,
  ClaimRequest,
  ClaimResult,
  ClaimState,
  HeldClaim,
  Ledger,
  Period,
  Receipt,
  Total,
} from './ledger.js'
import { asUnavailable, openLedgerFile } from './ledger-file.js'
import { type Row, toClaim, toCredits, toListedClaim, toReceipt, toUnits } from './ledger-rows.js'
import { prepareStatements } from './ledger-statements.js'
import { hasEnded, nameProcess } from './process-identity.js'

export interface SqliteLedgerOptions {
  /** Absolute path of the database. */
  path: string
  clock: Clock
  /** Names this run in the totals. */
  run: string
  /** How long others wait for a process that does not say it is alive. */
  leaseMs?: number
  /** Names this process, and tells whether another has ended. */
  owner?: string
  isOver?: (owner: string) => boolean
}

/**
 * The ledger of one machine: a SQLite file that any number of its processes share.
 *
 * @throws {FigureError} `ledger-unavailable`
 */
export async function openSqliteLedger(options: SqliteLedgerOptions): Promise<Ledger> {
  const { clock, isOver = hasEnded, leaseMs = 30_000, owner = nameProcess(), path, run } = options
  const database = await openLedgerFile(path)
  const queue = createCommitQueue(database)
  const sql = prepareStatements(database)
  const runPeriod = `run:${run}`
  const today = () => `day:${new Date(clock.now()).toISOString().slice(0, 10)}`

  const guarded = async <Value>(read: () => Value): Promise<Value> => {
    try {
      return read()
    } catch (error) {
      throw asUnavailable(error, path)
    }
  }
  const commit = <Value>(change: () => Value, when?: Patience): Promise<Value> =>
    queue.commit(change, when).catch((error) => {
      throw asUnavailable(error, path)
    })

  const rowOf = (key: SpecDigest): Row | undefined => sql.find.get(key)

  /** Whether nobody works on it, or whoever did has ended or fallen silent. */
  const isFree = (row: Row): boolean => {
    const holder = String(row.owner)
    if (holder === owner || isOver(holder)) return true
    const lease = sql.lease.get(holder)?.lease_until
    return lease === undefined || Number(lease) <= clock.now()
  }

  const addToTotals = (row: Row, reserved: number, spent: number) => {
    if (reserved === 0 && spent === 0) return
    const [provider, run, day] = [String(row.provider), String(row.run), String(row.day)]
    sql.open.run(provider, run, day)
    sql.add.run(reserved, spent, provider, run, day)
  }

  const stateOf = (cap: Cap): CapState => {
    const sum = { spent: 0, reserved: 0 }
    for (const { provider, reserved, spent } of totalsOf(cap.period)) {
      if (cap.provider !== undefined && cap.provider !== provider) continue
      sum.spent += spent * priceOf(cap, provider)
      sum.reserved += reserved * priceOf(cap, provider)
    }
    return { cap, ...sum }
  }

  const totalsOf = (period: Period): Total[] =>
    sql.totals.all({ run: runPeriod, day: today(), ever: 'ever' }[period]).map((row) => ({
      provider: String(row.provider),
      spent: toCredits(row.spent),
      reserved: toCredits(row.reserved),
    }))

  /** The first cap that has no room for it. */
  const findFullCap = (wanted: ClaimRequest, caps: readonly Cap[]): CapState | undefined =>
    caps
      .filter(({ provider }) => provider === undefined || provider === wanted.provider)
      .map(stateOf)
      .find(({ cap, reserved, spent }) => {
        const price = wanted.maxCredits * priceOf(cap, wanted.provider)
        return toUnits(spent + reserved + price) > toUnits(cap.limit)
      })

  const takeOver = (row: Row, state: ClaimState): Claim => {
    return toClaim(sql.takeOver.get(owner, state, clock.now(), row.key as string) as Row)
  }

  function claimNow(wanted: ClaimRequest, caps: readonly Cap[]): ClaimResult {
    const row = rowOf(wanted.key)
    const state = row?.state as ClaimState | undefined
    if (row !== undefined) {
      const isClosed =
        state === 'done' || state === 'lost' || (state === 'failed' && row.spent !== 0)
      if (isClosed) return { status: 'closed', claim: toClaim(row) }
      if (state !== 'failed' && !isFree(row)) return { status: 'held', claim: toClaim(row) }
      if (state === 'submitted') return { status: 'submitted', claim: takeOver(row, state) }
      if (state === 'submitting' || state === 'unknown') {
        return { status: 'unknown', claim: takeOver(row, 'unknown') }
      }
      // Leased and not sent: whoever leased it will not send it now.
      addToTotals(row, -Number(row.reserved), 0)
    }
    const full = findFullCap(wanted, caps)
    if (full !== undefined) {
      if (row !== undefined) addToTotals(row, Number(row.reserved), 0)
      return { status: 'over-budget', state: full }
    }
    const { figure, key, maxCredits, operation, provider, request } = wanted
    const attempt = Number(row?.attempt ?? 0) + 1
    const fence = Number(row?.fence ?? 0) + 1
    const reserved = toUnits(maxCredits)
    const day = today()
    const claimed = sql.claim.get(
      key,
      figure,
      provider,
      operation,
      request,
      attempt,
      fence,
      owner,
      runPeriod,
      day,
      reserved,
      clock.now(),
    ) as Row
    addToTotals(claimed, reserved, 0)
    return { status: 'claimed', claim: toClaim(claimed) }
  }

  function receiveNow({ attempt, key }: HeldClaim, receipt: Receipt): Claim {
    const now = clock.now()
    const row = rowOf(key)
    if (row?.id === undefined) throw new Error(`nothing was claimed under ${key}`)
    sql.receive.run(row.id, attempt, now, JSON.stringify(receipt))
    const isClosed = row.state === 'failed' || row.state === 'lost' || row.state === 'done'
    if (receipt.kind === 'reconciled' && !isClosed && !isFree(row)) {
      throw new FigureError('usage', `a build works on \`${row.figure}\` right now`, {
        hint: 'Wait until it has ended, and look again: `figmill tasks`.',
      })
    }
    const claim = toClaim(row)
    const change = claim.attempt === attempt ? applyReceipt(claim, receipt) : undefined
    if (change === undefined) return claim
    const reserved = toUnits(change.reserved)
    const spent = toUnits(change.spent)
    const isForgiven = receipt.kind === 'reconciled' && receipt.verdict === 'again'
    addToTotals(row, reserved - Number(row.reserved), isForgiven ? 0 : spent - Number(row.spent))
    const handle = change.handle === undefined ? null : JSON.stringify(change.handle)
    // What still comes of an attempt that was bought anew counts no more.
    const next = isForgiven ? attempt + 1 : attempt
    const { reason = null, state } = change
    return toClaim(sql.change.get(state, handle, reserved, spent, reason, now, key, next) as Row)
  }

  const renew = () => commit(() => void sql.renew.run(owner, clock.now() + leaseMs))
  await renew()
  return {
    find: (key) =>
      guarded(() => {
        const row = rowOf(key)
        return row && toClaim(row)
      }),
    list: (states) => guarded(() => sql.list.all(JSON.stringify(states)).map(toListedClaim)),
    jobIds: (provider) =>
      guarded(() => new Set(sql.jobIds.all(provider).map(({ id }) => String(id)))),
    receipts: (key) => guarded(() => sql.receipts.all(key).map(toReceipt)),
    claim: (wanted, caps) => commit(() => claimNow(wanted, caps)),
    intend: ({ fence, key }, sender) =>
      commit(() => sql.intend.run(sender, clock.now(), clock.now(), key, fence).changes === 1),
    // What a service said of a paid request is known to nobody else; what is stored is safe in the
    // cache, and nobody waits to send it.
    receive: (held, receipt) =>
      commit(() => receiveNow(held, receipt), receipt.kind === 'stored' ? 'later' : 'now'),
    release: ({ fence, key }) =>
      commit(() => {
        const row = rowOf(key)
        if (row?.state !== 'leased' || row.fence !== fence) return
        addToTotals(row, -Number(row.reserved), 0)
        sql.change.run(
          'failed',
          null,
          0,
          0,
          'nothing was sent',
          clock.now(),
          key,
          Number(row.attempt),
        )
      }),
    renew,
    totals: (period) => guarded(() => totalsOf(period)),
    capState: (cap) => guarded(() => stateOf(cap)),
    remember: (name, value) => commit(() => void sql.remember.run(name, JSON.stringify(value))),
    recall: (name) =>
      guarded(() => {
        const value = sql.recall.get(name)?.value
        return typeof value === 'string' ? (JSON.parse(value) as JsonValue) : undefined
      }),
    async close() {
      // Where it cannot be written others wait for the lease; what went wrong was told before.
      await commit(() => void sql.leave.run(owner)).catch(() => {})
      await queue.drained()
      database.close()
    },
  }
}

/** @throws {FigureError} `config-invalid` where a limit in money cannot be held against credits. */
function priceOf({ creditPrice }: Cap, provider: string): number {
  const price = creditPrice === undefined ? 1 : creditPrice[provider]
  if (price !== undefined) return price
  throw new FigureError(
    'config-invalid',
    `\`budget.money\` is set, and \`${provider}\` has no price`,
    {
      hint: `Add what a credit costs: \`creditPrice: { ${provider}: 0.02 }\`.`,
    },
  )
}
