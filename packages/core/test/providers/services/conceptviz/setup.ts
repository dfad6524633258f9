import { createVirtualClock } from '../../../../../../test/fake-service/virtual-clock.js'
import {
  type ConceptvizOptions,
  createConceptvizEmulator,
} from '../../../../../emulators/src/conceptviz.js'
import { createDirectSend } from '../../../../../emulators/src/direct-send.js'
import { drawPicture } from '../../../../../emulators/src/draw-picture.js'
import type { ProviderRequest } from '../../../../src/digest.js'
import type { Figure, FigureContent, InputFile } from '../../../../src/figure.js'
import type { Sent } from '../../../../src/http/send-once.js'
import type {
  JobHandle,
  JobState,
  SubmitContext,
  SubmitOutcome,
} from '../../../../src/providers/provider.js'
import { conceptviz } from '../../../../src/providers/services/conceptviz.js'
import { createPublicAssets } from '../../../../src/providers/services/public-assets.js'
import { createServiceKeys } from '../../../../src/providers/services/service-keys.js'
import { requestOf } from '../../provider-contract.js'
import { handleOf } from '../outcomes.js'
import { answerAlike, keepCalls } from '../scripted-service.js'
import { type Attributes, writtenFigure, writtenFile } from '../written-figure.js'

export const key = 'cvk_your_api_key_here'
const keys = createServiceKeys([key])
export const fingerprint = keys.fingerprints[0] ?? ''

/** @param settings As under `services.conceptviz`. */
export function createConceptviz(settings: Record<string, unknown> = {}) {
  const assets = createPublicAssets(undefined)
  return conceptviz.create({
    settings: conceptviz.settings.parse(settings),
    keys,
    assets,
    environment: {},
  })
}

export const figureOf = (attributes: Attributes, content: FigureContent = {}) =>
  writtenFigure('conceptviz', attributes, content)

export async function inputOf(
  name: string,
  mediaType: 'image/png' | 'image/jpeg' = 'image/png',
): Promise<InputFile> {
  const bytes = await drawPicture({ mediaType, width: 8, height: 6, text: name })
  return writtenFile(name, bytes, mediaType)
}

/** The adapter and its emulator, in virtual time. */
export function startConceptviz(
  options: Partial<ConceptvizOptions> = {},
  settings: Record<string, unknown> = {},
) {
  const clock = createVirtualClock()
  const origin = 'https://conceptviz.app'
  const emulator = createConceptvizEmulator({ clock, origin, keys: [key], ...options })
  const { calls, send } = keepCalls(createDirectSend(emulator.handle))
  const provider = createConceptviz(settings)
  const context: SubmitContext = { clock, send, key: fingerprint }
  const submit = (requests: readonly ProviderRequest[], inputs: readonly InputFile[] = []) =>
    provider.submit(requests, { ...context, inputs })
  return {
    calls,
    clock,
    context,
    emulator,
    provider,
    send,
    /** Submits a figure with its files. */
    submitFigures: (...figures: Figure[]) =>
      submit(
        figures.map((figure) => requestOf(provider, figure)),
        figures.flatMap(({ images = [] }) => images),
      ),
    poll: async (handles: readonly JobHandle[]): Promise<JobState[]> =>
      (await provider.poll?.(handles, context)) ?? [],
    wait: (ms: number) => clock.run(clock.sleep(ms)),
    charged: () => emulator.charges().reduce((sum, { credits }) => sum + credits, 0),
  }
}

/** A service that answers everything alike. */
export const alwaysSends = (sent: Sent) => answerAlike(sent, fingerprint)

export const handlesOf = (outcomes: readonly SubmitOutcome[]) => outcomes.map(handleOf)

/** How the document has submissions answered. */
export const accepted = {
  taskId: 'vaW29_MJ1wbnyFU4bl_pd',
  status: 'pending',
  model: 'cv-2',
  quality: '2k',
  aspect_ratio: '16:9',
  credits_used: 2,
  credits_remaining: 79,
  poll_url: '/api/v1/task/vaW29_MJ1wbnyFU4bl_pd',
}
