import { createVirtualClock } from '../../../../../../test/fake-service/virtual-clock.js'
import {
  type AutofigureOptions,
  createAutofigureEmulator,
} from '../../../../../emulators/src/autofigure.js'
import { createDirectSend } from '../../../../../emulators/src/direct-send.js'
import { digestContent } from '../../../../src/digest.js'
import {
  type Figure,
  type FigureContent,
  type InputFile,
  parseFigure,
} from '../../../../src/figure.js'
import type { Send, ServiceAnswer } from '../../../../src/http/send-once.js'
import type { Provider, SubmitContext } from '../../../../src/providers/provider.js'
import { autofigure } from '../../../../src/providers/services/autofigure.js'
import { createPublicAssets } from '../../../../src/providers/services/public-assets.js'
import { createServiceKeys } from '../../../../src/providers/services/service-keys.js'

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
  })
}

/** A figure, from attributes as an author writes them. */
export function figureOf(
  attributes: Record<string, string>,
  { prompt = 'A red apple', ...content }: FigureContent = {},
): Figure {
  const { figure, problems } = parseFigure(
    { provider: 'autofigure', ...attributes },
    { ...(prompt === '' ? {} : { prompt }), ...content },
  )
  if (figure === undefined) throw new Error(problems.map(({ message }) => message).join('; '))
  return figure
}

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
  const context: SubmitContext = {
    clock,
    send: createDirectSend(emulator.handle),
    key: provider.service?.keys[0],
    inputs: [],
    download: async () => ({ status: 'fetched', bytes: fileBytes, mediaType: 'image/png' }),
  }
  return {
    clock,
    context,
    emulator,
    provider,
    /** Lets time pass. */
    wait: (ms: number) => clock.run(clock.sleep(ms)),
    /** Submits a figure, and tells what came of it. */
    async submit(figure: Figure) {
      const { problems, request } = provider.resolve(figure)
      if (request === undefined) throw new Error(problems.map(({ message }) => message).join('; '))
      const inputs = figure.images ?? []
      const [outcome] = await provider.submit([request], { ...context, inputs })
      if (outcome === undefined) throw new Error('no outcome')
      return { outcome, request, sentAtMs: clock.now() }
    },
  }
}

/** Answers everything alike, and keeps what it was asked. */
export function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const calls: Parameters<Send>[0][] = []
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer: ServiceAnswer = { status, headers, body: new TextEncoder().encode(text) }
  const send: Send = async (call) => {
    calls.push(call)
    return { status: 'answered', answer }
  }
  return { calls, send }
}

export const errorBody = (message: string) => ({ success: false, error: { message } })
