import { describe, expect, test } from 'vitest'
import { createWorld, outcomesOf, type WorldOptions } from './engine-setup.js'

const limit = { scope: 'key', requests: 8, windowMs: 60_000 } as const

/** Twelve figures of a service that answers with pictures, and takes eight requests a minute. */
async function buyTwelve(options: WorldOptions = {}) {
  const traits = {
    mode: 'sync',
    charges: 'on-completion',
    hints: 'x-ratelimit',
    limits: [{ ...limit, kind: 'sliding' }],
  } as const
  const { clock, service, startRun } = createWorld({ limits: [], ...options, traits })
  const { engine, make } = await startRun()
  const made = Array.from({ length: 12 }, (_, index) => make(`figure ${index}`))
  const outcomes = await outcomesOf(clock, made)
  await clock.run(engine.close())
  return { outcomes: new Set(outcomes), requests: service.requests }
}

describe('a service whose answers take as long as a picture', () => {
  test('tells its limits in the headers of what is free, before too many left at once', async () => {
    const { outcomes, requests } = await buyTwelve()
    expect(outcomes).toEqual(new Set(['made']))
    expect(requests).toMatchObject({ submits: 12, reads: 1, refused: 0 })
  })

  test('is asked with each of its keys', async () => {
    const { requests } = await buyTwelve({ keys: ['k1', 'k2'] })
    expect(requests).toMatchObject({ submits: 12, reads: 2, refused: 0 })
  })

  test('is not asked for what its document tells', async () => {
    const { requests } = await buyTwelve({ limits: [limit] })
    expect(requests).toMatchObject({ submits: 12, reads: 0, refused: 0 })
  })

  test('sells what it sells when nothing can be learnt so', async () => {
    const { outcomes } = await buyTwelve({
      faultOf: (kind) => (kind === 'read' ? '500-before' : undefined),
    })
    expect(outcomes).toEqual(new Set(['made']))
  })
})
