import { createVirtualClock } from '../../../../../../test/fake-service/virtual-clock.js'
import {
  type AutofigureOptions,
  createAutofigureEmulator,
} from '../../../../../emulators/src/autofigure.js'
import { createDirectSend } from '../../../../../emulators/src/direct-send.js'
import { digestContent } from '../../../../src/digest.js'
import type { Figure, FigureContent, InputFile } from '../../../../src/figure.js'
import type { Provider, SubmitContext } from '../../../../src/providers/provider.js'
import { autofigure } from '../../../../src/providers/services/autofigure.js'
import { createPublicAssets } from '../../../../src/providers/services/public-assets.js'
import { createServiceKeys } from '../../../../src/providers/services/service-keys.js'
import { requestOf } from '../../provider-contract.js'
import { answered, keepCalls, submitPrepared } from '../scripted-service.js'
import { type Attributes, writtenFigure } from '../written-figure.js'

export const secret = 'sk-team-planted-0123456789'
export const origin = 'https://open.autofigureedit.com'

/** The folder of the project that is published. */
export const assets = createPublicAssets({
  folder: '/project/public',
  publicBaseUrl: 'https://example.com',
})

/** The adapter, as a configuration makes it. */
export function createAutofigure(
  settings: Record<string, unknown> = {},
  keys: readonly string[] = [secret],
): Provider {
  return autofigure.create({
    settings: autofigure.settings.parse(settings),
    keys: createServiceKeys(keys),
    assets,
    environment: {},
  })
}

/** @param content With an empty prompt for a figure that has none. */
export function figureOf(
  attributes: Attributes,
  { prompt = 'A red apple', ...content }: FigureContent = {},
): Figure {
  const prompted = prompt === '' ? content : { prompt, ...content }
  return writtenFigure('autofigure', attributes, prompted)
}

export const pipeline = figureOf({}, { context: 'Gradient descent.' })

export const fileBytes = new TextEncoder().encode('a picture')

/** A file of the project; what is published of it is the same. */
export function fileOf(path: string, mediaType = 'image/png'): InputFile {
  return { path, digest: digestContent(fileBytes), sizeBytes: fileBytes.length, mediaType }
}

/** The adapter in front of the emulator, in virtual time. */
export function createPair({
  settings,
  ...options
}: Partial<AutofigureOptions> & { settings?: Record<string, unknown> } = {}) {
  const clock = createVirtualClock()
  const keys = options.keys ?? [secret]
  const emulator = createAutofigureEmulator({ clock, origin, credits: 1e9, ...options, keys })
  const provider = createAutofigure(settings, keys)
  const send = createDirectSend(emulator.handle)
  const context: SubmitContext = {
    clock,
    send,
    key: provider.service?.keys[0],
    inputs: [],
    download: async () => ({ status: 'fetched', bytes: fileBytes, mediaType: 'image/png' }),
  }
  return {
    clock,
    context,
    emulator,
    provider,
    send,
    /** Lets time pass. */
    wait: (ms: number) => clock.run(clock.sleep(ms)),
    /** Submits a figure, and tells what came of it. */
    async submit(figure: Figure) {
      const request = requestOf(provider, figure)
      const inputs = figure.images ?? []
      const outcome = await submitPrepared(provider, request, { ...context, inputs })
      return { outcome, request, sentAtMs: clock.now() }
    },
  }
}

/** Answers everything alike, and keeps what it was asked. */
export const answering = (...answer: Parameters<typeof answered>) =>
  keepCalls(async () => answered(...answer))

/** Submits to a service that answers everything alike. */
export async function submitTo(...answer: Parameters<typeof answered>) {
  const { context, provider } = createPair()
  const { calls, send } = answering(...answer)
  const [outcome] = await provider.submit([requestOf(provider, figureOf({}))], { ...context, send })
  return { calls, outcome }
}

export const errorBody = (message: string) => ({ success: false, error: { message } })
