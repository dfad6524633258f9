import type { KeyvStore } from '../cache/keyv-calls.js'
import type { FontFile } from '../font-file.js'

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
}
