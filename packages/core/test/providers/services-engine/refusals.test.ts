import { describe, expect, test } from 'vitest'
import { createVirtualClock } from '../../../../../test/fake-service/virtual-clock.js'
import type { FigureError } from '../../../src/errors.js'
import type { Send } from '../../../src/http/send-once.js'
import { createRuns } from '../../engine/engine-setup.js'
import { createAdapter, mostCredits, services } from './adapter.js'

const origin = 'http://service.example'

/** By service, as the tables of the documents have them. The agent's has none: what HTTP means by them. */
const refusals: Readonly<Record<string, readonly number[]>> = {
  autofigure: [400, 401, 402, 403, 404, 411, 413],
  paperbanana: [401, 403, 404, 422],
  conceptviz: [400, 401, 402, 403, 404],
  flokan: [400, 401, 402, 403, 404, 422],
  agent: [400, 401, 402, 403, 404, 405, 422],
}
/** 429 is a no in every language, and may be asked again. */
const statuses = Array.from({ length: 100 }, (_, index) => 400 + index).filter((one) => one !== 429)

/** A service that answers submissions alike, and that shows no jobs. */
function answering(status: number) {
  const bodies: string[] = []
  const send: Send = async ({ body, method }) => {
    if (typeof body === 'string' && body.includes('An owl')) bodies.push(body)
    const shown = { success: true, data: { tasks: [], pagination: { total_pages: 1 } } }
    const answer = method === 'POST' ? { status, json: {} } : { status: 200, json: shown }
    const text = Buffer.from(JSON.stringify(answer.json))
    return { status: 'answered', answer: { status: answer.status, headers: {}, body: text } }
  }
  return { bodies, send }
}

async function submitTo(service: string, status: number) {
  const { provider, request } = createAdapter(service, origin)
  const { send } = answering(status)
  const context = { clock: createVirtualClock(), send, key: provider.service?.keys[0] }
  const sending = { ...context, requestIds: ['a-1'] }
  const [outcome] = await provider.submit([request('An owl').request], sending)
  return outcome
}

/** How a build with a service that answers so ends, and what its books say then. */
async function buildWith(service: string, status: number) {
  const clock = createVirtualClock()
  const { provider, request } = createAdapter(service, origin)
  const { bodies, send } = answering(status)
  const runs = createRuns({ caps: [], clock, provider, request, send })
  const { engine, make } = await runs.startRun()
  const failure = await clock.run(
    make('An owl').then(
      () => undefined,
      (error: FigureError) => error,
    ),
  )
  await clock.run(engine.close())
  const ledger = await runs.ledgerAfter()
  const claim = await ledger.find(request('An owl').specDigest)
  return { bodies, claim, failure, most: mostCredits(provider, request('An owl')) }
}

describe.each(services)('%s', (service) => {
  const known = refusals[service] ?? []

  test('what its document names as a no proves that nothing was taken', async () => {
    const proven: number[] = []
    for (const status of statuses) {
      if ((await submitTo(service, status))?.status === 'rejected') proven.push(status)
    }
    expect(proven).toEqual(known)
  })

  test('any other 4xx proves nothing, and says what was seen', async () => {
    for (const status of statuses.filter((one) => !known.includes(one))) {
      const reason = expect.stringContaining(`\`${service}\` answered ${status}`)
      expect(await submitTo(service, status)).toEqual({ status: 'unknown', reason })
    }
  })

  test('a figure that was refused costs nothing', async () => {
    const { bodies, claim, failure } = await buildWith(service, 401)
    expect(failure?.code).toBe('service-refused')
    expect(claim).toMatchObject({ state: 'failed', reserved: 0, spent: 0 })
    expect(bodies).toHaveLength(1)
  })

  test('a figure that nothing is known of is parked: what was seen, and what to do', async () => {
    const { bodies, claim, failure, most } = await buildWith(service, 409)
    expect(failure).toMatchObject({
      code: 'figure-parked',
      message: expect.stringContaining(`\`${service}\` answered 409`),
      hint: expect.stringMatching(
        /^See what .* charged, .* figmill reconcile 'paper\.md#An owl 1'/,
      ),
    })
    expect(claim).toMatchObject({ state: 'unknown', reserved: most })
    // Where a repeated request is recognised, and charged once, it may be sent again.
    expect(new Set(bodies).size).toBe(1)
    if (service !== 'agent') expect(bodies).toHaveLength(1)
  })
})

const checked = services.filter((name) => createAdapter(name, origin).provider.check !== undefined)
test.each(checked)(
  'a page that is not there does not say that %s takes the key',
  async (service) => {
    const { provider } = createAdapter(service, origin)
    const page = { status: 404, headers: {}, body: Buffer.from('<h1>Not Found</h1>') }
    const send: Send = async ({ url }) =>
      url.endsWith('/health')
        ? {
            status: 'answered',
            answer: { ...page, status: 200, body: Buffer.from('{"status":"ok"}') },
          }
        : { status: 'answered', answer: page }
    const key = provider.service?.keys[0]
    const asked = provider.check?.({ clock: createVirtualClock(), send, key })
    await expect(asked).rejects.toThrow('404')
  },
)
