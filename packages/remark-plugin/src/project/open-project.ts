import { join, relative, resolve } from 'node:path'
import {
  type Cache,
  type Clock,
  type Config,
  createCache,
  createFigureMaker,
  createFileTier,
  createKeyvTier,
  createProviders,
  type FigureMaker,
  findConfigFile,
  type Listener,
  type Provider,
  parseConfig,
  type ResolvedConfig,
  readConfigFile,
  systemClock,
} from '@figmill/core'
import { type AttributeLayer, checkDefaults, createLayer } from '../attribute-layers.js'
import { throwIfErrors } from './problems.js'

export interface ProjectOptions {
  /** Absolute path; the configuration is looked for from here upwards. */
  cwd: string
  /** Configuration file to use instead of the nearest. */
  configPath?: string | undefined
  /** Options that win over the configuration file, for the root it is in. */
  overrides?: (root: string) => Partial<Config>
  /** Put marked drafts in the place of figures that need a service. */
  draft?: boolean | undefined
  /** Use the cache of this machine only. */
  offline?: boolean | undefined
  /** Make nothing: every figure must be in the lockfile and the cache. */
  frozen?: boolean | undefined
  listener?: Listener | undefined
  signal?: AbortSignal | undefined
  clock?: Clock
}

/** A configuration with everything it stands for opened. */
export interface Project {
  /** Absolute path. */
  root: string
  config: ResolvedConfig
  configPath: string | undefined
  defaults: AttributeLayer
  providers: ReadonlyMap<string, Provider>
  cache: Cache
  maker: FigureMaker
  draft: boolean
  frozen: boolean
  clock: Clock
  listener: Listener | undefined
  signal: AbortSignal | undefined
  /** Lets go of the shared cache, whose connection would keep the process alive. Never fails. */
  close: () => Promise<void>
}

/** @throws {ProblemsError} every problem of the configuration at once. */
export async function openProject(options: ProjectOptions): Promise<Project> {
  const {
    clock = systemClock,
    cwd,
    draft = false,
    frozen = false,
    listener,
    offline = false,
    signal,
  } = options
  const configPath = options.configPath ? resolve(cwd, options.configPath) : findConfigFile(cwd)
  const file = await readConfigFile(configPath, cwd)
  const value = Object.assign({}, file.value, options.overrides?.(file.root))
  const config = await parseConfig({ ...file, value })
  const providers = createProviders({ draft })
  const defaults = readDefaults(config, configPath && relative(file.root, configPath))
  throwIfErrors(checkDefaults(defaults, providers))
  const shared = config.sharedCache && createKeyvTier({ keyv: config.sharedCache, clock })
  const cache = createCache({
    local: createFileTier({ directory: join(file.root, config.cacheDir), listener }),
    shared: offline ? undefined : shared,
    listener,
  })
  const { concurrency } = config
  const maker = createFigureMaker({
    cache,
    providers,
    concurrency,
    frozen,
    clock,
    listener,
    signal,
  })
  return {
    root: file.root,
    config,
    configPath,
    defaults,
    providers,
    cache,
    maker,
    draft,
    frozen,
    clock,
    listener,
    signal,
    // The configuration opened it, although an offline build does not use it.
    close: async () => shared?.close(),
  }
}

function readDefaults(config: ResolvedConfig, file: string | undefined): AttributeLayer {
  const place = file === undefined ? undefined : { file, line: 1, column: 1 }
  return createLayer(
    Object.entries(config.defaults).map(([name, value]) => ({ name, value: String(value), place })),
  )
}
