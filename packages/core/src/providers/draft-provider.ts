import { toThemeName } from '../figure.js'
import type { FontFile } from '../font-file.js'
import { canonicalJson, type JsonObject } from '../json.js'
import { offlineCapabilities } from './offline-capabilities.js'
import type { Provider } from './provider.js'

/** The operation of every draft request: none of them is a final picture. */
export const draftOperation = 'draft'

/**
 * Stands in for a service: draws a card that is marked as a draft and says what was asked for.
 * Its requests have keys of their own, so a draft is never taken for the picture it stands for.
 */
export function createDraftProvider(service: string, fonts: readonly FontFile[]): Provider {
  return {
    name: service,
    optionNames: 'any',
    capabilities: {
      ...offlineCapabilities,
      tasks: ['plot', 'diagram', 'image'],
      formats: ['svg', 'png', 'jpeg', 'webp', 'pdf'],
      inputs: ['data', 'context', 'source', 'images', 'image addresses', 'pdf'],
      aspects: 'any',
      resolutions: ['1K', '2K', '4K'],
    },
    resolve(figure) {
      const { aspect, prompt, task, theme } = figure
      const digests = fonts.length === 0 ? undefined : fonts.map(({ digest }) => digest)
      const parts = { service, task, prompt, aspect, theme, fonts: digests }
      const body: JsonObject = JSON.parse(canonicalJson(withoutUnset(parts)))
      return {
        request: { provider: service, operation: draftOperation, body },
        warnings: [],
        problems: [],
      }
    },
    estimate: () => ({ credits: 0, bound: 'exact' }),
    async submit(requests) {
      const { drawDraft } = await import('./local/draw-draft.js')
      return Promise.all(
        requests.map(async ({ body }) => ({
          status: 'done' as const,
          artifact: await drawDraft({
            provider: service,
            task: textOf(body.task),
            prompt: textOf(body.prompt),
            aspect: textOf(body.aspect),
            theme: toThemeName(body.theme),
            fonts,
          }),
          costCredits: 0,
        })),
      )
    },
  }
}

function withoutUnset(parts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
