import { expect, test } from 'vitest'
import type { Fault } from '../../../emulators/src/faults.js'
import { createEngine } from '../../src/engine/engine.js'
import { createMemorySendLog, type SendLog } from '../../src/engine/send-log.js'
import type { Send, Sent } from '../../src/http/send-once.js'
import { createWorld, outcomesOf, type World } from './engine-setup.js'
import { figureRequest } from './figure-request.js'

/** A run that sends through `send`, and counts in `sendLog`. */
async function startEngine(
  { cache, clock, events, startRun }: World,
  send: Send,
  sendLog: SendLog = createMemorySendLog(),
) {
  const { ledger } = await startRun()
  return createEngine({
    ...{ ledger, cache, clock, sendLog, send, caps: [], concurrency: 1, random: () => 0.5 },
    collect: async ([location]) => {
      if (location?.kind !== 'bytes') throw new Error('it comes with the answer')
      return { bytes: location.bytes, mediaType: 'image/png', width: 16, height: 12 }
    },
    listener: (event) => events.push(event),
  })
}

function answered(status: number, headers: Record<string, string>, value: object): Sent {
  return {
    status: 'answered',
    answer: { status, headers, body: Buffer.from(JSON.stringify(value)) },
  }
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`)

test('a service that is down is left alone, however many wait for it', async () => {
  const faultOf = (kind: string): Fault | undefined => (kind === 'submit' ? 'refuse' : undefined)
  const { clock, events, service, startRun } = createWorld({ faultOf })
  const { engine, make } = await startRun()
  const outcomes = await outcomesOf(
    clock,
    names(500).map((name) => make(name)),
  )
  expect(new Set(outcomes)).toEqual(new Set(['service-left-alone']))
  expect(service.requests.submits).toBeLessThan(100)
  expect(events.filter(({ type }) => type === 'provider-down')).toHaveLength(1)
  await clock.run(engine.close())
})

test('a service that asks for an hour is not waited for, and nothing more is sent', async () => {
  const world = createWorld()
  const { clock, provider } = world
  let sent = 0
  const engine = await startEngine(world, async () => {
    sent += 1
    return answered(429, { 'retry-after': '3600' }, {})
  })
  const startedMs = clock.now()
  const made = names(3).map((name) => engine.make(provider, figureRequest(name)))
  const outcomes = await outcomesOf(clock, made)
  expect(outcomes).toEqual(['service-unavailable', 'service-left-alone', 'service-left-alone'])
  expect(clock.now() - startedMs).toBeLessThan(120_000)
  expect(sent).toBe(1)
  await clock.run(engine.close())
})

test.each(['take', 'learnt', 'pause'] as const)(
  'an answer that was paid for is kept when `%s` of the log of requests fails',
  async (method) => {
    const world = createWorld({ traits: { mode: 'sync' } })
    const { clock, provider } = world
    const fail = () => {
      throw new Error('database or disk is full')
    }
    const log = { ...createMemorySendLog(), [method]: fail }
    const answer = { pictures: [{ picture: Buffer.from('a').toString('base64'), credits: 2 }] }
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }
    const engine = await startEngine(world, async () => answered(200, headers, answer), log)
    const made = await outcomesOf(clock, [engine.make(provider, figureRequest('a'))])
    expect(made).toEqual(['made'])
    await clock.run(engine.close())
  },
)

test('a batch is found without asking for the group of all that wait', async () => {
  const { clock, provider, startRun } = createWorld({ traits: { batchSize: 4 } })
  const { engine } = await startRun()
  let asked = 0
  const groupOf = () => {
    asked += 1
    return 'all'
  }
  const grouped = { ...provider, groupOf }
  const made = names(200).map((name) => engine.make(grouped, figureRequest(name)))
  expect(new Set(await outcomesOf(clock, made))).toEqual(new Set(['made']))
  expect(asked).toBeLessThan(1_000)
  await clock.run(engine.close())
})
