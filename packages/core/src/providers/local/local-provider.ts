import type { FontFile } from '../../font-file.js'
import { offlineCapabilities } from '../offline-capabilities.js'
import type { Provider, SubmitOutcome } from '../provider.js'
import { localOptionNames } from './options.js'
import type { RenderPool } from './render-pool.js'
import { localFormats } from './request-body.js'
import { resolveLocal } from './resolve-local.js'

export interface LocalProviderOptions {
  /** For letters the bundled fonts lack, in the order they are looked into. */
  fonts?: readonly FontFile[]
}

/** The offline renderer: plots and diagrams, drawn here, free, the same bytes on any machine. */
export function createLocalProvider({ fonts = [] }: LocalProviderOptions = {}): Provider {
  let starting: Promise<RenderPool> | undefined
  const startPool = async () => (await import('./render-pool.js')).createRenderPool({ fonts })
  return {
    name: 'local',
    optionNames: localOptionNames,
    capabilities: {
      ...offlineCapabilities,
      tasks: ['plot', 'diagram'],
      formats: localFormats,
      inputs: ['data', 'source'],
      aspects: 'any',
      resolutions: ['1K', '2K', '4K'],
    },
    resolve: (figure) => resolveLocal(figure, fonts),
    estimate: () => ({ credits: 0, bound: 'exact' }),
    async submit(requests, context) {
      starting ??= startPool()
      const [pool, { FigureError }] = await Promise.all([starting, import('../../errors.js')])
      const outcomes: SubmitOutcome[] = []
      for (const request of requests) {
        try {
          const { artifact, warnings } = await pool.draw(request, context)
          outcomes.push({ status: 'done', artifact, costCredits: 0, warnings })
        } catch (error) {
          if (!(error instanceof FigureError)) throw error
          outcomes.push({ status: 'rejected', error })
        }
      }
      return outcomes
    },
  }
}
