import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  FigureError,
  type FigureRecord,
  type FigureRequest,
  type Listener,
  type LockEntry,
  type Provider,
  type ProviderContext,
} from '@figmill/core'
import type { BalanceLook, Cap, Engine, Ledger } from '@figmill/core/internal-engine'
import type { Stores } from './open-stores.js'
import { createBoughtFinder } from './read-lockfile.js'

/** The ledger of a project, and what may be spent. */
export interface OpenedLedger {
  ledger: Ledger
  caps: readonly Cap[]
}

/** What is opened only when something must be bought, or asked about what was. */
export interface PaidSide {
  /** Whether there is one: without it nothing was bought here. */
  hasLedger(): boolean
  /** @throws {FigureError} `ledger-unavailable` */
  ledger(): Promise<OpenedLedger>
  /** Asks what is left. @throws What the service's adapter throws. */
  balance(provider: Provider): Promise<BalanceLook>
  /** What is handed to an adapter to ask something that costs nothing. */
  contextOf(provider: Provider): Promise<ProviderContext>
  buy(provider: Provider, request: FigureRequest): Promise<FigureRecord>
  /** Sends nothing more, waits for the receipts of what left, and lets go of the ledger. */
  close(): Promise<void>
}

/** Why a run that must not spend does without. */
export const nothingIsBought =
  'nothing is bought by a dev server, while watching or with `--offline`'

function mustNotSpend(): FigureError {
  return new FigureError('figure-missing', `it costs money, and ${nothingIsBought}`, {
    hint: 'Buy it with `figmill warm` or `figmill build`, or watch with `--max-credits`; `--draft`, or `draft: true` in a plugin, shows a stand-in.',
  })
}

function boughtElsewhere({ costCredits, provider }: LockEntry, lockfile: string): FigureError {
  return new FigureError(
    'figure-missing',
    `it was bought from \`${provider}\` for ${costCredits} credits, and this machine does not have the picture`,
    {
      hint: `Bring the cache of the machine that bought it, or use a \`sharedCache\`. To buy another one, remove its line from ${lockfile}.`,
    },
  )
}

/** Says what a service goes on with when this run is over. */
async function tellLeft(ledger: Ledger, listener: Listener | undefined): Promise<void> {
  const jobs = new Map<string, number>()
  for (const { provider } of await ledger.list(['submitted'])) {
    jobs.set(provider, (jobs.get(provider) ?? 0) + 1)
  }
  for (const [provider, left] of jobs) listener?.({ type: 'jobs-left', provider, jobs: left })
}

/** Opens nothing until it is needed: a warm build must not even look for a ledger. */
export function createPaidSide(stores: Stores, providers: ReadonlyMap<string, Provider>): PaidSide {
  const { cache, clock, config, listener, maxCredits, root, run, signal } = stores
  const folder = join(root, config.cacheDir)
  const path = join(folder, 'ledger.sqlite')
  let opened: Promise<OpenedLedger> | undefined
  let started: Promise<Engine> | undefined
  const findBought = createBoughtFinder(stores)

  async function openLedger(): Promise<OpenedLedger> {
    const { openSqliteLedger, settleStored, toCaps } = await import('@figmill/core/internal-engine')
    const ledger = await openSqliteLedger({ path, clock, run })
    await settleStored(ledger, cache)
    return { ledger, caps: toCaps(config.budget, config.creditPrice, maxCredits) }
  }

  const openOnce = () => {
    opened ??= openLedger()
    return opened
  }

  /** Where the ledger of this machine knows nothing of it, the lockfile may: then it was bought on another. */
  async function refuseBought({ specDigest }: FigureRequest): Promise<void> {
    const entry = findBought(specDigest)
    if (entry === undefined) return
    const { ledger } = await openOnce()
    if ((await ledger.find(specDigest)) === undefined) throw boughtElsewhere(entry, config.lockfile)
  }

  async function contextOf({ service }: Provider): Promise<ProviderContext> {
    const { createSend } = await import('@figmill/core/internal-engine')
    return { clock, send: await createSend(), key: service?.keys[0], signal }
  }

  async function start(): Promise<Engine> {
    const parts = await import('@figmill/core/internal-engine')
    const { createCollect, createEngine, createFetchUntrusted, createMemorySendLog, createSend } =
      parts
    const { caps, ledger } = await openOnce()
    const { allowHosts } = config.network
    const engine = createEngine({
      ledger,
      caps,
      cache,
      clock,
      // It is not about money: without the file this process counts for itself.
      sendLog: await parts
        .openSqliteSendLog(join(folder, 'sent.sqlite'))
        .catch(createMemorySendLog),
      random: Math.random,
      send: await createSend(),
      download: createFetchUntrusted({ allowHosts }),
      collect: createCollect({
        allowHosts,
        credentialsOf: ({ provider }, { key }) =>
          key === undefined ? undefined : providers.get(provider)?.credentials?.(key),
        random: Math.random,
        evidenceFolder: join(folder, 'evidence'),
      }),
      concurrency: config.concurrency,
      listener,
    })
    const stop = () => void engine.stop()
    signal?.addEventListener('abort', stop, { once: true })
    // It may have come while this was opened, or long before.
    if (signal?.aborted) stop()
    const { receiveWebhooks } = await import('./receive-webhooks.js')
    const closeReceivers = await receiveWebhooks(providers, engine, listener)
    return {
      ...engine,
      async close() {
        try {
          await closeReceivers()
        } finally {
          await engine.close()
        }
      },
    }
  }

  return {
    hasLedger: () => existsSync(path),
    ledger: openOnce,
    async balance(provider) {
      const { lookAtBalance } = await import('@figmill/core/internal-engine')
      const { ledger } = await openOnce()
      return lookAtBalance(provider, ledger, await contextOf(provider))
    },
    contextOf,
    async buy(provider, request) {
      if (!stores.spend) throw mustNotSpend()
      await refuseBought(request)
      started ??= start()
      return (await started).make(provider, request)
    },
    async close() {
      const engine = await started?.catch(() => undefined)
      const ledger = (await opened?.catch(() => undefined))?.ledger
      await engine?.stop()
      try {
        if (engine !== undefined && ledger !== undefined) await tellLeft(ledger, listener)
      } finally {
        await (engine ?? ledger)?.close()
      }
    },
  }
}
