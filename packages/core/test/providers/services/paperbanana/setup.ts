import { createVirtualClock } from '../../../../../../test/fake-service/virtual-clock.js'
import { createDirectSend } from '../../../../../emulators/src/direct-send.js'
import type { Emulator } from '../../../../../emulators/src/emulator.js'
import {
  createPaperBananaEmulator,
  type PaperBananaOptions,
} from '../../../../../emulators/src/paperbanana.js'
import type { ProviderRequest } from '../../../../src/digest.js'
import type { Figure, FigureContent } from '../../../../src/figure.js'
import type { JobHandle, Provider, SubmitContext } from '../../../../src/providers/provider.js'
import { paperbanana } from '../../../../src/providers/services/paperbanana.js'
import { createPublicAssets } from '../../../../src/providers/services/public-assets.js'
import {
  createServiceKeys,
  type ServiceKeys,
} from '../../../../src/providers/services/service-keys.js'
import { requestOf } from '../../provider-contract.js'
import { handleOf } from '../outcomes.js'
import { answerAlike, answered, keepCalls } from '../scripted-service.js'
import { type Attributes, writtenFigure, writtenFile } from '../written-figure.js'

export const origin = 'https://api.paperbanana.me'
export const key = 'pb_a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6'
export const otherKey = 'pb_ffffffffffffffffffffffffffffffff'

const keys = createServiceKeys([key, otherKey])
export const [keyPrint = '', otherKeyPrint = ''] = keys.fingerprints

export function createPaperbanana(
  settings: Record<string, unknown> = {},
  configured: ServiceKeys = keys,
  environment: Record<string, string> = {},
): Provider {
  return paperbanana.create({
    settings: paperbanana.settings.parse(settings),
    keys: configured,
    assets: createPublicAssets(undefined),
    environment,
  })
}

export const figureOf = (attributes: Attributes, content: FigureContent = {}) =>
  writtenFigure('paperbanana', attributes, content)

export const inputOf = (bytes: string | Uint8Array, mediaType = 'application/pdf') =>
  writtenFile('paper.pdf', Buffer.from(bytes), mediaType)

/** The service, its adapter, and what an engine would hand to it, in virtual time. */
export function createWorld(options: Partial<PaperBananaOptions> = {}, configured = keys) {
  const clock = createVirtualClock()
  const emulator = createPaperBananaEmulator({ clock, origin, keys: [key, otherKey], ...options })
  const provider = createPaperbanana({}, configured)
  const { calls, send } = keepCalls(createDirectSend(emulator.handle))
  const context: SubmitContext = { clock, send, key: keyPrint }

  async function submit(request: ProviderRequest, more: Partial<SubmitContext> = {}) {
    const [outcome] = await provider.submit([request], { ...context, ...more })
    if (outcome === undefined) throw new Error('there is no outcome')
    return outcome
  }

  async function accepted(request: ProviderRequest, more?: Partial<SubmitContext>) {
    return handleOf(await submit(request, more))
  }

  async function look(handle: JobHandle, more: Partial<SubmitContext> = {}) {
    const [state] = (await provider.poll?.([handle], { ...context, ...more })) ?? []
    if (state === undefined) throw new Error('there is no state')
    return state
  }

  const wait = (ms: number) => clock.run(clock.sleep(ms))

  return {
    accepted,
    calls,
    clock,
    context,
    emulator,
    look,
    provider,
    send,
    submit,
    wait,
    /** What reaches the service for a figure. */
    async sent(figure: Figure) {
      const inputs = [figure.pdf ?? []].flat()
      await accepted(requestOf(provider, figure), { inputs })
      const submission = emulator.submissions().at(-1)
      if (submission === undefined) throw new Error('nothing was sent')
      return { ...submission, body: submission.body as Record<string, unknown> }
    },
    /** How a job ended, after longer than anything takes. */
    async finish(request: ProviderRequest, more?: Partial<SubmitContext>) {
      const handle = await accepted(request, more)
      await wait(200_000)
      return look(handle)
    },
  }
}

/** What an admin does to the quota of the key. */
export const setQuota = ({ handle }: Emulator, quota_remaining: number) =>
  handle({
    method: 'PATCH',
    path: `/api/admin/keys/${key}`,
    headers: { authorization: 'Bearer admin-key', 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ quota_remaining })),
    address: '192.0.2.1',
  })

/** An adapter whose service answers everything alike. */
export const answering = (...answer: Parameters<typeof answered>) => ({
  ...answerAlike(answered(...answer), keyPrint),
  provider: createPaperbanana(),
})

export const diagram = () =>
  figureOf(
    { task: 'diagram' },
    { context: 'Our model uses a 6-layer Transformer encoder.', prompt: 'Figure 1: Encoder' },
  )
