import { describe, expect, test } from 'vitest'
import type { Artifact } from '../../src/artifact.js'
import { createWorld, outcomesOf } from './engine-setup.js'
import { figureRequest } from './figure-request.js'

test('a run that is stopped while others of a batch are prepared sends none of them', async () => {
  const { clock, ledgerAfter, provider, service, startRun } = createWorld({
    traits: { batchSize: 4 },
  })
  const begun = new Promise<void>((resolve) => {
    provider.prepare = async (request) => {
      if (request.body.prompt !== 'b') return { status: 'ready', request }
      resolve()
      await clock.sleep(5_000)
      return { status: 'ready', request }
    }
  })
  const { engine, make } = await startRun()
  const outcomes = outcomesOf(clock, [make('a'), make('b')])
  await begun
  const stopped = engine.stop()
  expect(await outcomes).toEqual(['interrupted', 'interrupted'])
  await clock.run(stopped)
  await clock.run(engine.close())
  expect(service.requests.submits).toBe(0)
  const claim = (await ledgerAfter()).find(figureRequest('a').specDigest)
  expect(claim).toMatchObject({ state: 'failed', reserved: 0, spent: 0 })
})

const onePerMinute = [{ scope: 'key', requests: 1, windowMs: 60_000 }] as const

test('a request that is prepared at the service waits for its own place before it may have left', async () => {
  const { clock, provider, service, startRun } = createWorld({ limits: onePerMinute })
  const { submit } = provider
  const times: number[] = []
  provider.prepare = async (request, context) => {
    await provider.balance?.(context)
    return { status: 'ready', request }
  }
  provider.submit = async (requests, context) => {
    const outcomes = await submit(requests, context)
    times.push(clock.now())
    return outcomes
  }
  const { engine, make } = await startRun('run', {
    passPoint: (name) => {
      if (name === 'after-intent') times.push(clock.now())
    },
  })
  expect(await outcomesOf(clock, [make('a')])).toEqual(['made'])
  await clock.run(engine.close())
  const [intended = 0, answered = Number.NaN] = times
  expect(answered - intended).toBeLessThan(1_000)
  expect(service.requests.submits).toBe(1)
})

test('a run that is stopped while a prepared request waits for its place gives its claim back', async () => {
  const { clock, ledgerAfter, provider, service, startRun } = createWorld({ limits: onePerMinute })
  const begun = new Promise<void>((resolve) => {
    provider.prepare = async (request, context) => {
      await provider.balance?.(context)
      resolve()
      return { status: 'ready', request }
    }
  })
  const { engine, make } = await startRun()
  const outcomes = outcomesOf(clock, [make('a')])
  await begun
  const stopped = engine.stop()
  expect(await outcomes).toEqual(['interrupted'])
  await clock.run(stopped)
  await clock.run(engine.close())
  expect(service.requests.submits).toBe(0)
  const claim = (await ledgerAfter()).find(figureRequest('a').specDigest)
  expect(claim).toMatchObject({ state: 'failed', reserved: 0, spent: 0, sendings: 0 })
})

describe('bytes that an adapter gives', () => {
  test('may be those of another figure as well, however large', async () => {
    const bytes = new Uint8Array(2 ** 20 + 8)
    bytes.set(Buffer.from('IEND', 'latin1'), bytes.length - 8)
    const { clock, provider, startRun } = createWorld()
    const artifact: Artifact = { bytes, mediaType: 'image/png', width: 16, height: 12 }
    provider.submit = async (requests) =>
      requests.map(() => ({ status: 'done', artifact, costCredits: 1 }))
    const { engine, make } = await startRun()
    expect(await outcomesOf(clock, [make('a')])).toEqual(['made'])
    expect(await outcomesOf(clock, [make('b')])).toEqual(['made'])
    await clock.run(engine.close())
  })
})
