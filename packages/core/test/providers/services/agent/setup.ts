import { createVirtualClock } from '../../../../../../test/fake-service/virtual-clock.js'
import { type AgentOptions, createAgentEmulator } from '../../../../../emulators/src/agent.js'
import { createDirectSend } from '../../../../../emulators/src/direct-send.js'
import { drawPicture } from '../../../../../emulators/src/draw-picture.js'
import type { Figure, FigureContent, InputFile } from '../../../../src/figure.js'
import type { Sent } from '../../../../src/http/send-once.js'
import type { JobHandle, JobState, SubmitContext } from '../../../../src/providers/provider.js'
import { type AgentProvider, agent } from '../../../../src/providers/services/agent.js'
import { createPublicAssets } from '../../../../src/providers/services/public-assets.js'
import { createServiceKeys } from '../../../../src/providers/services/service-keys.js'
import { requestOf } from '../../provider-contract.js'
import { answerAlike, answered, keepCalls } from '../scripted-service.js'
import { type Attributes, writtenFigure, writtenFile } from '../written-figure.js'

export const key = 'ryn_agent_v1_your_api_key_here'
export const origin = 'https://rynjer.com'
export const fingerprintOf = (secret: string) => createServiceKeys([secret]).fingerprints[0] ?? ''

export interface AgentSetup {
  /** As under `services.agent`. */
  settings?: Record<string, unknown>
  keys?: readonly string[]
  /** Folder that is published below `https://example.com/figures`. */
  folder?: string
}

export function createAgent({ folder, keys = [key], settings = {} }: AgentSetup = {}) {
  const publicBaseUrl = 'https://example.com/figures/'
  const assets = createPublicAssets(folder === undefined ? undefined : { folder, publicBaseUrl })
  const parsed = agent.settings.parse(settings)
  return agent.create({
    settings: parsed,
    keys: createServiceKeys(keys),
    assets,
    environment: {},
  }) as AgentProvider
}

export const figureOf = (
  attributes: Attributes = {},
  content: FigureContent = { prompt: 'A lighthouse' },
) => writtenFigure('agent', attributes, content)

export async function inputOf(name: string): Promise<InputFile & { bytes: Uint8Array }> {
  const mediaType = 'image/png'
  const bytes = await drawPicture({ mediaType, width: 8, height: 6, text: name })
  return { ...writtenFile(name, bytes, mediaType), bytes }
}

/** The adapter and its emulator, in virtual time. */
export function startAgent(options: Partial<AgentOptions> = {}, setup: AgentSetup = {}) {
  const clock = createVirtualClock()
  const emulator = createAgentEmulator({ clock, origin, keys: [key], ...options })
  const { calls, send } = keepCalls(createDirectSend(emulator.handle))
  const provider = createAgent(setup)
  const [secret = ''] = setup.keys ?? [key]
  const context: SubmitContext = { clock, send, key: fingerprintOf(secret) }
  let sent = 0
  return {
    calls,
    clock,
    /** With ids of its own at every call. */
    get context(): SubmitContext {
      sent += 1
      return { ...context, requestIds: [`${'0'.repeat(32)}-${sent}`, `${'1'.repeat(32)}-${sent}`] }
    },
    emulator,
    provider,
    send,
    async submit(figure: Figure, requestId = `${'a'.repeat(32)}-1`, more: object = {}) {
      const request = requestOf(provider, figure)
      const sending = { ...context, requestIds: [requestId], inputs: figure.images, ...more }
      const [outcome] = await provider.submit([request], sending)
      if (outcome === undefined) throw new Error('there is no outcome')
      return outcome
    },
    async look(...handles: JobHandle[]): Promise<JobState[]> {
      return (await provider.poll?.(handles, context)) ?? []
    },
    wait: (ms: number) => clock.run(clock.sleep(ms)),
    charged: () => emulator.charges().reduce((sum, { credits }) => sum + credits, 0),
    pathsOf: () => calls.map(({ method, url }) => `${method} ${url.replace(origin, '')}`),
  }
}

/** An adapter whose service answers everything alike. */
export function answering(sent: Sent, setup: AgentSetup = {}) {
  const { context } = answerAlike(sent, fingerprintOf(key))
  return { provider: createAgent(setup), context: { ...context, requestIds: ['a-1'] } }
}

/** As every answer of the service comes. */
export const data = (value: unknown) => answered(200, { code: 0, message: 'ok', data: value })
