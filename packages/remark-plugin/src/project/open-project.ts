import { join, relative } from 'node:path'
import {
  createFigureMaker,
  createProviders,
  createPublicAssets,
  type FigureMaker,
  type Problem,
  type Provider,
  suggestName,
} from '@figmill/core'
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
  const stores = await openStores(options)
  try {
    return toProject(stores)
  } catch (error) {
    await stores.close()
    throw error
  }
}

/** @throws {ProblemsError} every default, and every limit on spending, that means nothing. */
export function toProject(stores: Stores): Project {
  const { cache, clock, config, draft, frozen, listener, root, signal } = stores
  const { assets } = config
  const providers = createProviders({
    draft,
    fonts: config.fonts,
    own: config.providers,
    services: {
      configured: config.services,
      environment: stores.environment,
      assets: createPublicAssets(assets && { ...assets, folder: join(root, assets.folder) }),
    },
  })
  const defaults = readDefaults(stores)
  throwIfErrors([
    ...checkDefaults(defaults, providers),
    ...checkNames(stores, providers),
    ...checkAddresses(stores, providers),
  ])
  const { concurrency } = config
  const paid = createPaidSide(stores, providers)
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
    try {
      await paid.close()
    } finally {
      await stores.close()
    }
  }
  return { ...stores, close, defaults, providers, maker, paid }
}

/** Keys travel to these addresses: as plain text only where the author said so. */
function checkAddresses({ config }: Stores, providers: ReadonlyMap<string, Provider>): Problem[] {
  return [...providers.values()].flatMap(({ name, service }): Problem[] => {
    const { host, protocol } = new URL(service?.origin ?? 'https://none')
    if (protocol === 'https:' || config.network.allowHosts.includes(host)) return []
    return [
      {
        code: 'config-invalid',
        severity: 'error',
        message: `\`${name}\` is at \`${service?.origin}\`, expected an https address`,
        hint: `For a service on this machine, write \`network: { allowHosts: ['${host}'] }\`.`,
      },
    ]
  })
}

/** A limit for a name that nobody has would let everything through, and a stand-in make nothing. */
function checkNames(
  { config, maxCredits }: Stores,
  providers: ReadonlyMap<string, Provider>,
): Problem[] {
  const known = [...providers.keys()]
  const named = [
    ...maxCredits.flatMap(({ provider }) =>
      provider === undefined ? [] : { code: 'usage' as const, where: '--max-credits', provider },
    ),
    ...Object.keys(config.budget.providers ?? {}).map((provider) => ({
      code: 'config-invalid' as const,
      where: '`budget.providers`',
      provider,
    })),
    ...Object.entries(config.fallback)
      .flat(2)
      .map((provider) => ({ code: 'config-invalid' as const, where: '`fallback`', provider })),
  ]
  return named
    .filter(({ provider }) => !known.includes(provider))
    .map(({ code, provider, where }) => ({
      code,
      severity: 'error',
      message: `${where} names \`${provider}\`, which is no provider`,
      hint: suggestName(provider, known),
    }))
}

function readDefaults({ config, configPath, root }: Stores): AttributeLayer {
  const file = configPath && relative(root, configPath)
  const place = file ? { file, line: 1, column: 1 } : undefined
  return createLayer(
    Object.entries(config.defaults).map(([name, value]) => ({ name, value: String(value), place })),
  )
}
