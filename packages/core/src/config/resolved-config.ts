import type { KeyvStore } from '../cache/keyv-calls.js'
import type { Budget } from '../engine/caps.js'
import type { FontFile } from '../font-file.js'
import type { Provider } from '../providers/provider.js'
import type { ConfiguredService } from '../providers/services/create-services.js'
import type { PublicAssetsOptions } from '../providers/services/public-assets.js'

/** The languages a document can be rewritten to. */
export const flavours = ['figure', 'gfm', 'html', 'pandoc', 'quarto', 'myst', 'latex'] as const
export type Flavour = (typeof flavours)[number]

/** What our code reads. */
export interface ResolvedConfig {
  content: string[]
  exclude: string[]
  outDir: string
  figuresDir: string
  flavour: Flavour
  defaults: Record<string, string | number | boolean>
  fonts: FontFile[]
  cacheDir: string
  lockfile: string
  concurrency: number
  budget: Budget & { confirmAbove: number }
  creditPrice: Record<string, number>
  network: { allowHosts: string[] }
  providers: Provider[]
  /** By name. */
  services: Record<string, ConfiguredService | undefined>
  fallback: Record<string, string[]>
  /** The folder is relative to the root. */
  assets?: PublicAssetsOptions | undefined
  provenance: boolean
  sharedCache?: KeyvStore | undefined
}

/** What holds where nothing is configured. */
export const defaultConfig: ResolvedConfig = {
  content: ['.'],
  exclude: [],
  outDir: 'build',
  figuresDir: 'figures',
  flavour: 'figure',
  defaults: {},
  fonts: [],
  cacheDir: '.figmill',
  lockfile: 'figmill.lock',
  concurrency: 4,
  budget: { confirmAbove: 100 },
  creditPrice: {},
  network: { allowHosts: [] },
  providers: [],
  services: {},
  fallback: {},
  provenance: true,
}
