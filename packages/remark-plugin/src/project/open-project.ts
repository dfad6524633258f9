import { relative } from 'node:path'
import { createFigureMaker, createProviders, type FigureMaker, type Provider } from '@figmill/core'
import { type AttributeLayer, checkDefaults, createLayer } from '../attribute-layers.js'
import { createPaidSide, type PaidSide } from './open-engine.js'
import { openStores, type ProjectOptions, type Stores } from './open-stores.js'
import { throwIfErrors } from './problems.js'

/** A configuration with everything it stands for opened. */
export interface Project extends Stores {
  defaults: AttributeLayer
  providers: ReadonlyMap<string, Provider>
  maker: FigureMaker
  paid: PaidSide
}

/** @throws {ProblemsError} every problem of the configuration at once. */
export async function openProject(options: ProjectOptions): Promise<Project> {
  return toProject(await openStores(options))
}

/** @throws {ProblemsError} every default that means nothing. */
export function toProject(stores: Stores): Project {
  const { cache, clock, config, draft, frozen, listener, signal } = stores
  const providers = createProviders({ draft, fonts: config.fonts, own: config.providers })
  const defaults = readDefaults(stores)
  throwIfErrors(checkDefaults(defaults, providers))
  const { concurrency } = config
  const paid = createPaidSide(stores, stores.maxCredits)
  const maker = createFigureMaker({
    cache,
    providers,
    concurrency,
    frozen,
    clock,
    listener,
    signal,
    buy: paid.buy,
  })
  const close = async () => {
    await paid.close()
    await stores.close()
  }
  return { ...stores, close, defaults, providers, maker, paid }
}

function readDefaults({ config, configPath, root }: Stores): AttributeLayer {
  const file = configPath && relative(root, configPath)
  const place = file ? { file, line: 1, column: 1 } : undefined
  return createLayer(
    Object.entries(config.defaults).map(([name, value]) => ({ name, value: String(value), place })),
  )
}
