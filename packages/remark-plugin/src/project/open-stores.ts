import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import {
  type Cache,
  type Clock,
  type Config,
  createCache,
  createFileTier,
  createKeyvTier,
  findConfigFile,
  type Listener,
  parseConfig,
  type ResolvedConfig,
  readConfigFile,
  systemClock,
} from '@figmill/core'
import type { MaxCredits } from '@figmill/core/internal-engine'
import { disconnectKeyv } from '@figmill/core/internal-warm'

export interface ProjectOptions {
  /** Absolute path; the configuration is looked for from here upwards. */
  cwd: string
  /** Configuration file to use instead of the nearest. */
  configPath?: string | undefined
  /** Options that win over the configuration file, for the root it is in. */
  overrides?: (root: string) => Partial<Config>
  /** Put marked drafts in the place of figures that need a service. */
  draft?: boolean | undefined
  /** Use the cache of this machine only, and buy nothing. */
  offline?: boolean | undefined
  /** Make nothing: every figure must be in the lockfile and the cache. */
  frozen?: boolean | undefined
  /** Whether anything may be bought. Default: yes. Whoever builds at every keystroke says no. */
  spend?: boolean | undefined
  /** Most credits this run may spend. */
  maxCredits?: readonly MaxCredits[] | undefined
  /** What that is counted for, where one run opens its project more than once. */
  run?: string | undefined
  /** Whether the shared cache stays open when this is closed: for another build of this process. */
  keepShared?: boolean | undefined
  listener?: Listener | undefined
  signal?: AbortSignal | undefined
  clock?: Clock
  /** Where the keys of services are. Default: that of the process. */
  environment?: Readonly<Record<string, string | undefined>> | undefined
}

/** A configuration and the stores it names: enough to look figures up, not to make any. */
export interface Stores {
  /** Absolute path. */
  root: string
  config: ResolvedConfig
  configPath: string | undefined
  cache: Cache
  draft: boolean
  frozen: boolean
  spend: boolean
  maxCredits: readonly MaxCredits[]
  run: string
  environment: Readonly<Record<string, string | undefined>>
  clock: Clock
  listener: Listener | undefined
  signal: AbortSignal | undefined
  /** Lets go of the shared cache, whose connection would keep the process alive. Never fails. */
  close: () => Promise<void>
}

/** @throws {ProblemsError} every problem of the configuration at once. */
export async function openStores(options: ProjectOptions): Promise<Stores> {
  const { clock = systemClock, cwd, draft = false, frozen = false, listener, signal } = options
  const configPath = options.configPath ? resolve(cwd, options.configPath) : findConfigFile(cwd)
  const file = await readConfigFile(configPath, cwd)
  const value = Object.assign({}, file.value, options.overrides?.(file.root))
  const config = await parseConfig({ ...file, value }).catch(async (error: unknown) => {
    await disconnectKeyv(value.sharedCache)
    throw error
  })
  const shared = config.sharedCache && createKeyvTier({ keyv: config.sharedCache, clock })
  const cache = createCache({
    local: createFileTier({ directory: join(file.root, config.cacheDir), listener }),
    shared: options.offline ? undefined : shared,
    listener,
  })
  return {
    root: file.root,
    config,
    configPath,
    cache,
    draft,
    frozen,
    spend: (options.spend ?? true) && options.offline !== true,
    maxCredits: options.maxCredits ?? [],
    run: options.run ?? randomUUID(),
    environment: options.environment ?? process.env,
    clock,
    listener,
    signal,
    // The configuration opened it, although an offline build does not use it.
    close: async () => (options.keepShared ? undefined : shared?.close()),
  }
}
