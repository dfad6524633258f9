import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createVirtualClock } from '../../../../../test/fake-service/virtual-clock.js'
import { createDirectSend } from '../../../../emulators/src/direct-send.js'
import type { Fault, FaultScript, RequestKind } from '../../../../emulators/src/faults.js'
import {
  createFlokanEmulator,
  type FlokanOptions,
  flokanKey,
} from '../../../../emulators/src/flokan.js'
import { digestContent } from '../../../src/digest.js'
import {
  type Figure,
  type FigureContent,
  type InputFile,
  parseFigure,
} from '../../../src/figure.js'
import type { Send, ServiceAnswer, ServiceCall } from '../../../src/http/send-once.js'
import type { Provider, SubmitContext } from '../../../src/providers/provider.js'
import { flokan } from '../../../src/providers/services/flokan.js'
import { createPublicAssets } from '../../../src/providers/services/public-assets.js'
import { createServiceKeys } from '../../../src/providers/services/service-keys.js'
import { requestOf } from '../provider-contract.js'

export const origin = 'http://flokan.example'
export const base = `${origin}/api/v1/image-editor`
export const keys = createServiceKeys([flokanKey])
export const [key = ''] = keys.fingerprints
export const someId = 'f24a8c52-0000-4000-8000-000000000000'

export function createProvider(settings: object = {}, baseUrl = base): Provider {
  return flokan.create({
    settings: flokan.settings.parse({ baseUrl, ...settings }),
    keys,
    assets: createPublicAssets(undefined),
  })
}

/** A figure as authors write it. */
export function figureOf(
  attributes: Record<string, string> = {},
  content: FigureContent = {},
): Figure {
  const { figure, problems } = parseFigure(
    { provider: 'flokan', ...attributes },
    { prompt: 'a lighthouse', ...content },
  )
  if (figure === undefined) throw new Error(problems.map(({ message }) => message).join('; '))
  return figure
}

/** A file of the project; the folder is gone with the test. */
export function writeInput(name = 'a.png', mediaType = 'image/png'): InputFile {
  const folder = mkdtempSync(join(tmpdir(), 'figmill-flokan-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  const bytes = Buffer.from(`the picture ${name}`)
  writeFileSync(path, bytes)
  return { path, digest: digestContent(bytes), sizeBytes: bytes.byteLength, mediaType }
}

/** The adapter and the service, in virtual time. */
export function open(options: Partial<FlokanOptions> = {}) {
  const clock = createVirtualClock()
  const emulator = createFlokanEmulator({ clock, origin, requestsPerMinute: 1_000, ...options })
  const calls: ServiceCall[] = []
  const direct = createDirectSend(emulator.handle)
  const send: Send = async (call) => {
    calls.push(call)
    return direct(call)
  }
  const provider = createProvider()
  const context = { clock, send, key }

  async function submit(figure: Figure, more: Partial<SubmitContext> = {}) {
    const inputs = figure.images ?? []
    const sending = { ...context, inputs, ...more }
    const submitting = provider.submit([requestOf(provider, figure)], sending)
    // Files are read in real time, which virtual time does not wait for.
    const [outcome] = await (inputs.length > 0 ? submitting : clock.run(submitting))
    if (outcome === undefined) throw new Error('there is no outcome')
    return outcome
  }

  /** Submits, and says when; for requests whose answers are lost. */
  async function attempt(figure: Figure) {
    const sentAtMs = clock.now()
    const outcome = await submit(figure)
    return { outcome, lost: { request: requestOf(provider, figure), requestId: 'r', sentAtMs } }
  }

  return { attempt, calls, clock, context, emulator, provider, submit }
}

/** The fault of the first request of a kind. */
export const first =
  (kind: RequestKind, fault: Fault): FaultScript =>
  (seen, index) =>
    seen === kind && index === 0 ? fault : undefined

/** A service that answers everything alike. */
export function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer: ServiceAnswer = { status, headers, body: Buffer.from(text) }
  const calls: ServiceCall[] = []
  const send: Send = async (call) => {
    calls.push(call)
    return { status: 'answered', answer }
  }
  return { calls, context: { clock: createVirtualClock(), send, key } }
}
