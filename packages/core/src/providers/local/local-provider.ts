import { offlineCapabilities } from '../offline-capabilities.js'
import type { Provider } from '../provider.js'
import { localOptionNames } from './options.js'
import { resolveLocal } from './resolve-local.js'

/** The offline renderer: plots and diagrams, drawn here, free, the same bytes on any machine. */
export function createLocalProvider(): Provider {
  return {
    name: 'local',
    optionNames: localOptionNames,
    capabilities: {
      ...offlineCapabilities,
      tasks: ['plot', 'diagram'],
      formats: ['svg', 'png'],
    },
    resolve: resolveLocal,
    estimate: () => ({ credits: 0, bound: 'exact' }),
    async submit(requests, context) {
      const [{ renderLocal }, { FigureError }] = await Promise.all([
        import('./render.js'),
        import('../../errors.js'),
      ])
      const outcomes: Awaited<ReturnType<Provider['submit']>> = []
      for (const request of requests) {
        context.signal?.throwIfAborted()
        try {
          const { artifact, warnings } = await renderLocal(request)
          outcomes.push({ status: 'done', artifact, costCredits: 0, warnings })
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error)
          const failure =
            error instanceof FigureError
              ? error
              : new FigureError('render-failed', `The picture cannot be drawn: ${message}`, {
                  cause: error,
                })
          outcomes.push({ status: 'rejected', error: failure })
        }
      }
      return outcomes
    },
  }
}
