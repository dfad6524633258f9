import { digestContent, type ProviderRequest, withPanels } from '../../../../src/digest.js'
import { parsePanelOptions } from '../../../../src/providers/local/panels/panel-options.js'
import type { JobHandle, RequestInput } from '../../../../src/providers/provider.js'
import { resolveComposite } from '../../../../src/providers/services/paperbanana/composite.js'
import { keyPrint, origin } from './setup.js'

export const jobOf = (id: string, keyFingerprint = keyPrint): JobHandle => ({
  provider: 'paperbanana',
  id,
  origin,
  keyFingerprint,
})

/** The request that has the pictures of some jobs put together, and what it is sent with. */
export function compositeOf(
  jobs: readonly JobHandle[],
  attributes: Readonly<Record<string, string>> = {},
): { request: ProviderRequest; inputs: RequestInput[] } {
  const { options } = parsePanelOptions(attributes, jobs.length)
  if (options === undefined) throw new Error('the options are wrong')
  const labelFontSize = attributes.label_font_size ? options.labelFontSize : undefined
  const { request } = resolveComposite({ ...options, labelFontSize, formats: undefined })
  if (request === undefined) throw new Error('it does not resolve')
  const inputs = jobs.map((job) => {
    return { path: '', digest: digestContent(job.id), sizeBytes: 4, mediaType: 'image/png', job }
  })
  const digests = inputs.map(({ digest }) => digest)
  return { request: withPanels(request, digests), inputs }
}
