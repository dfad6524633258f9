import { describe, expect, test } from 'vitest'
import type { AgentOptions } from '../../../../../emulators/src/agent.js'
import type { Send } from '../../../../src/http/send-once.js'
import { createBuilds } from '../builds.js'
import { atFirstSubmit } from '../scripted-service.js'
import { type AgentSetup, key, startAgent } from './setup.js'

function startBuilds(options: Partial<AgentOptions> = {}, setup: AgentSetup = {}) {
  const world = startAgent(options, setup)
  return { ...createBuilds(world), charged: world.charged }
}

describe('what is bought from agent', () => {
  test.each(['/v1/generate/{requestId}', null])(
    'figures are paid once each, with the status path `%s`',
    async (statusPath) => {
      const { build, charged, spent } = startBuilds({ statusPath })
      expect(await build('a', 'b', 'c')).toEqual(['made', 'made', 'made'])
      expect(charged()).toBe(60)
      expect(await spent()).toEqual(['done 20', 'done 20', 'done 20'])
    },
  )

  test.each([
    'reset-before',
    'reset-after',
    'hang',
    '500-before',
    '500-after',
    'invalid-json',
    'html',
    '429',
    'refuse',
  ] as const)('after `%s` a figure is made, and paid once', async (fault) => {
    const { build, charged } = startBuilds(atFirstSubmit(fault))
    expect(await build('a', 'b')).toEqual(['made', 'made'])
    expect(charged()).toBe(40)
  })

  test('`insufficient_credits`: what can be paid is made, and the rest refused', async () => {
    const { build, charged } = startBuilds({ credits: 50 })
    const outcomes = await build('a', 'b', 'c')
    expect(outcomes.toSorted()).toEqual(['made', 'made', 'service-refused'])
    expect(charged()).toBe(40)
  })

  test('a key that it does not know leaves its figures to another', async () => {
    const { build, charged } = startBuilds({}, { keys: ['ryn_agent_v1_revoked', key] })
    expect(await build('a', 'b', 'c')).toEqual(['made', 'made', 'made'])
    expect(charged()).toBe(60)
  })

  test('words that its document does not have are no proof: the figure is parked, its price kept', async () => {
    const { build, charged, totals } = startBuilds({ scopes: ['video'] })
    expect(await build('a')).toEqual(['figure-parked'])
    expect(charged()).toBe(0)
    expect(await totals()).toEqual([{ provider: 'agent', spent: 0, reserved: 20 }])
  })

  test('a task that fails stays paid, there and here', async () => {
    const { build, charged, spent } = startBuilds(atFirstSubmit('failed-task'))
    expect(await build('a')).toEqual(['service-failed'])
    expect(charged()).toBe(20)
    expect(await spent()).toEqual(['failed 20'])
  })

  test('a task that the service lost is parked, and never bought again', async () => {
    const { build, charged } = startBuilds(atFirstSubmit('lost-task'))
    expect(await build('a')).toEqual(['figure-parked'])
    expect(charged()).toBe(20)
  })

  test('an id is repeated for 22 hours after its first sending, and no longer', async () => {
    const hour = 60 * 60_000
    let isDown = true
    const world = startAgent({
      statusPath: null,
      durationMs: () => 40 * hour,
      faultOf: (kind) => (kind === 'submit' && isDown ? 'reset-after' : undefined),
    })
    const leftAt: number[] = []
    const send: Send = (call) => {
      if (call.method === 'POST') leftAt.push(world.clock.now())
      return world.send(call)
    }
    const { build } = createBuilds({ ...world, send })
    expect(await build('a')).toEqual(['figure-parked'])
    isDown = false
    await world.wait(21 * hour)
    const before = leftAt.length
    expect(await build('a')).toEqual(['figure-parked'])
    await world.wait(2 * hour)
    expect(await build('a')).toEqual(['figure-parked'])
    expect(leftAt.length).toBeGreaterThan(before)
    expect(Math.max(...leftAt) - Math.min(...leftAt)).toBeLessThan(22 * hour)
    expect(world.charged()).toBe(20)
  })

  test('a run that is longer than a token of Moltbook goes on', async () => {
    const { build, charged } = startBuilds(
      { durationMs: () => 20 * 60_000 },
      { keys: ['moltbook-identity'], settings: { moltbook: {} } },
    )
    expect(await build('a', 'b')).toEqual(['made', 'made'])
    expect(charged()).toBe(40)
  })
})
