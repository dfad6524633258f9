import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createVirtualClock } from '../../../../../test/fake-service/virtual-clock.js'
import {
  type ConceptvizOptions,
  createConceptvizEmulator,
} from '../../../../emulators/src/conceptviz.js'
import { createDirectSend } from '../../../../emulators/src/direct-send.js'
import { drawPicture } from '../../../../emulators/src/draw-picture.js'
import { digestContent, type ProviderRequest } from '../../../src/digest.js'
import {
  type Figure,
  type FigureContent,
  type InputFile,
  parseFigure,
} from '../../../src/figure.js'
import type { Send, Sent, ServiceCall } from '../../../src/http/send-once.js'
import type {
  JobHandle,
  JobState,
  SubmitContext,
  SubmitOutcome,
} from '../../../src/providers/provider.js'
import { conceptviz } from '../../../src/providers/services/conceptviz.js'
import { createPublicAssets } from '../../../src/providers/services/public-assets.js'
import { createServiceKeys } from '../../../src/providers/services/service-keys.js'
import { memoryFolder } from '../../engine/memory-folder.js'
import { requestOf } from '../provider-contract.js'

export const key = 'cvk_your_api_key_here'
const keys = createServiceKeys([key])
export const fingerprint = keys.fingerprints[0] ?? ''

/** @param settings As under `services.conceptviz`. */
export function createConceptviz(settings: Record<string, unknown> = {}) {
  const assets = createPublicAssets(undefined)
  return conceptviz.create({ settings: conceptviz.settings.parse(settings), keys, assets })
}

/** A figure as its author writes it: attributes are text. */
export function figureOf(
  attributes: Readonly<Record<string, string>>,
  content: FigureContent = {},
): Figure {
  const { figure, problems } = parseFigure({ provider: 'conceptviz', ...attributes }, content)
  if (figure === undefined) throw new Error(problems.map(({ message }) => message).join('; '))
  return figure
}

/** A file of the project, really there. */
export async function inputOf(
  name: string,
  mediaType: 'image/png' | 'image/jpeg' = 'image/png',
): Promise<InputFile> {
  const bytes = await drawPicture({ mediaType, width: 8, height: 6, text: name })
  const path = join(memoryFolder(), name)
  writeFileSync(path, bytes)
  return { path, digest: digestContent(bytes), sizeBytes: bytes.byteLength, mediaType }
}

/** The adapter and its emulator, in virtual time. */
export function startConceptviz(
  options: Partial<ConceptvizOptions> = {},
  settings: Record<string, unknown> = {},
) {
  const clock = createVirtualClock()
  const origin = 'https://conceptviz.app'
  const emulator = createConceptvizEmulator({ clock, origin, keys: [key], ...options })
  const calls: ServiceCall[] = []
  const direct = createDirectSend(emulator.handle)
  const send: Send = (call) => {
    calls.push(call)
    return direct(call)
  }
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
export function alwaysSends(sent: Sent) {
  const calls: ServiceCall[] = []
  const clock = createVirtualClock()
  const send: Send = async (call) => {
    calls.push(call)
    return sent
  }
  return { calls, context: { clock, send, key: fingerprint } satisfies SubmitContext }
}

export function answered(status: number, body: unknown, headers = {}): Sent {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status: 'answered', answer: { status, headers, body: Buffer.from(text) } }
}

export function handlesOf(outcomes: readonly SubmitOutcome[]): JobHandle[] {
  return outcomes.map((outcome) => {
    if (outcome.status !== 'accepted') throw new Error(`it is ${outcome.status}`)
    return outcome.handle
  })
}
