import type { ResolvedConfig } from './config.js'

/** The languages a document can be rewritten to. */
export const flavours = ['figure', 'gfm', 'html', 'pandoc', 'quarto', 'myst', 'latex'] as const
export type Flavour = (typeof flavours)[number]

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
