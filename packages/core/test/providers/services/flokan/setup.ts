import { createVirtualClock } from '../../../../../../test/fake-service/virtual-clock.js'
import { createDirectSend } from '../../../../../emulators/src/direct-send.js'
import {
  createFlokanEmulator,
  type FlokanOptions,
  flokanKey,
} from '../../../../../emulators/src/flokan.js'
import type { Figure, FigureContent } from '../../../../src/figure.js'
import type { Provider, SubmitContext } from '../../../../src/providers/provider.js'
import { flokan } from '../../../../src/providers/services/flokan.js'
import { createPublicAssets } from '../../../../src/providers/services/public-assets.js'
import { createServiceKeys } from '../../../../src/providers/services/service-keys.js'
import { requestOf } from '../../provider-contract.js'
import { answerAlike, answered, keepCalls, submitPrepared } from '../scripted-service.js'
import { type Attributes, writtenFigure, writtenFile } from '../written-figure.js'

export const origin = 'http://flokan.example'
export const base = `${origin}/api/v1/image-editor`
export const keys = createServiceKeys([flokanKey])
export const [key = ''] = keys.fingerprints
export const someId = 'f24a8c52-0000-4000-8000-000000000000'

export function createProvider(settings: object = {}, baseUrl = base, known = keys): Provider {
  return flokan.create({
    settings: flokan.settings.parse({ baseUrl, ...settings }),
    keys: known,
    assets: createPublicAssets(undefined),
    environment: {},
  })
}

export const figureOf = (attributes: Attributes = {}, content: FigureContent = {}) =>
  writtenFigure('flokan', attributes, { prompt: 'a lighthouse', ...content })

export const inputOf = (name = 'a.png', mediaType = 'image/png') =>
  writtenFile(name, Buffer.from(`the picture ${name}`), mediaType)

/** The adapter and the service, in virtual time. */
export function open(options: Partial<FlokanOptions> = {}, known = keys) {
  const clock = createVirtualClock()
  const emulator = createFlokanEmulator({ clock, origin, requestsPerMinute: 1_000, ...options })
  const { calls, send } = keepCalls(createDirectSend(emulator.handle))
  const provider = createProvider({}, base, known)
  const context = { clock, send, key }

  async function submit(figure: Figure, more: Partial<SubmitContext> = {}) {
    const inputs = figure.images ?? []
    const sending = { ...context, inputs, ...more }
    const submitting = submitPrepared(provider, requestOf(provider, figure), sending)
    // Files are read in real time, which virtual time does not wait for.
    return inputs.length > 0 ? submitting : clock.run(submitting)
  }

  /** Submits, and says when; for requests whose answers are lost. */
  async function attempt(figure: Figure) {
    const sentAtMs = clock.now()
    const outcome = await submit(figure)
    return { outcome, lost: { request: requestOf(provider, figure), requestId: 'r', sentAtMs } }
  }

  return { attempt, calls, clock, context, emulator, provider, send, submit }
}

/** A service that answers everything alike. */
export const answering = (...answer: Parameters<typeof answered>) =>
  answerAlike(answered(...answer), key)
