import { describe, expect, test } from 'vitest'
import type { PaperBananaOptions } from '../../../../../emulators/src/paperbanana.js'
import type { ProviderRequest } from '../../../../src/digest.js'
import { FigureError } from '../../../../src/errors.js'
import type { KeyAdmin } from '../../../../src/providers/services/key-admin.js'
import { createQuota } from '../../../../src/providers/services/paperbanana/quota.js'
import { createServiceKeys } from '../../../../src/providers/services/service-keys.js'
import { requestOf } from '../../provider-contract.js'
import { createBuilds } from '../builds.js'
import { answered, atFirstSubmit } from '../scripted-service.js'
import { compositeOf, jobOf } from './composites.js'
import { createPaperbanana, createWorld, diagram, key, keyPrint, otherKey } from './setup.js'

const variable = 'FIGMILL_PAPERBANANA_ADMIN_KEY'

function startBuilds(
  { texts = [key], ...options }: Partial<PaperBananaOptions> & { texts?: string[] },
  settings: Record<string, unknown> = {},
  environment: Record<string, string> = { [variable]: 'admin-key' },
) {
  const keys = createServiceKeys(texts)
  const world = createWorld({ readsNeedQuota: true, ...options }, keys)
  const provider = createPaperbanana(settings, keys, environment)
  const { emulator } = world
  const admin = (method: string, quota?: number) =>
    emulator.handle({
      method,
      path: `/api/admin/keys/${key}`,
      headers: { authorization: 'Bearer admin-key', 'content-type': 'application/json' },
      body: Buffer.from(quota === undefined ? '' : JSON.stringify({ quota_remaining: quota })),
      address: '192.0.2.1',
    })
  return {
    ...createBuilds({ ...world, provider }),
    calls: world.calls,
    charged: () => emulator.charges().length,
    async left() {
      const { body } = await admin('GET')
      return (JSON.parse(Buffer.from(body ?? []).toString()) as { quota_remaining: number })
        .quota_remaining
    },
    setQuota: (quota: number) => admin('PATCH', quota),
  }
}

const requestFor = () => ({ provider: 'paperbanana', operation: 'generate', body: {} })
const requests = () => [requestFor(), requestFor(), requestFor()] as const

const lost = { status: 'unknown', reason: 'lost' } as const
const refused = { status: 'rejected', error: new FigureError('service-refused', 'no') } as const

/** With as much left as it is told, and one to be kept. */
function openQuota(tell: () => Promise<number>, texts = [key]) {
  const keys = createServiceKeys(texts)
  const { clock, context } = createWorld({}, keys)
  const openAdmin = () =>
    ({ show: async () => ({ quotaRemaining: await tell() }) }) as unknown as KeyAdmin
  const quota = createQuota({ keys, openAdmin, reserve: 1 })
  return {
    context,
    quota,
    /** However long it waits. */
    take: (request: ProviderRequest) => clock.run(quota.take(request, context)),
    wait: (ms: number) => clock.run(clock.sleep(ms)),
  }
}

describe('`quotaReserve`', () => {
  test('leaves a unit with every key, so that what was bought can be had', async () => {
    const { build, charged, left } = startBuilds({ credits: 3 })
    await build('a', 'b', 'c', 'd')
    expect((await build('a', 'b', 'c', 'd')).filter((end) => end === 'made')).toHaveLength(2)
    expect([charged(), await left()]).toEqual([2, 1])
  })

  test('goes on when the quota is raised', async () => {
    const { build, charged, setQuota } = startBuilds({ credits: 1 })
    expect(await build('a')).toEqual(['service-refused'])
    await setQuota(2)
    expect(await build('a')).toEqual(['made'])
    expect(charged()).toBe(1)
  })

  test('asks once for figures that are sent together', async () => {
    const { build, calls, charged } = startBuilds({})
    expect(await build('a', 'b', 'c', 'd')).toEqual(['made', 'made', 'made', 'made'])
    expect(charged()).toBe(4)
    expect(calls.filter(({ url }) => url.includes('/api/admin/'))).toHaveLength(1)
  })

  test('tries another key', async () => {
    const { build, charged, left } = startBuilds({ credits: 2, texts: [key, otherKey] })
    expect((await build('a', 'b', 'c')).toSorted()).toEqual(['made', 'made', 'service-refused'])
    expect([charged(), await left()]).toEqual([2, 1])
  })

  test('leaves a composite to others: no other key knows its panels, and nothing is sent', async () => {
    const { calls, context } = createWorld({ credits: 1 })
    const provider = createPaperbanana({}, undefined, { [variable]: 'admin-key' })
    const { inputs, request } = compositeOf([jobOf('a'), jobOf('b')])
    const prepared = await provider.prepare?.(request, { ...context, inputs })
    expect(prepared).toMatchObject({
      status: 'rejected',
      error: { code: 'panels-put-off', message: expect.stringContaining('1 of its quota left') },
    })
    expect(prepared).not.toHaveProperty('about')
    expect(calls.filter(({ method }) => method === 'POST')).toEqual([])
    // What only has to be put right is told, and no reason to do without the service.
    const wrong = createPaperbanana({}, undefined, { [variable]: 'another-admin-key' })
    expect(await wrong.prepare?.(request, { ...context, inputs })).toMatchObject({
      status: 'rejected',
      error: { code: 'service-refused' },
    })
  })

  test('of 0, or without an admin key, asks nobody and spends the last', async () => {
    const untold = [
      startBuilds({ credits: 1 }, { quotaReserve: 0 }),
      startBuilds({ credits: 1 }, {}, {}),
      startBuilds({ credits: 1 }, {}, { [variable]: ' ' }),
    ]
    for (const { build, charged, left } of untold) {
      expect(await build('a')).toEqual(['figure-parked'])
      expect([charged(), await left()]).toEqual([1, 0])
    }
  })

  test('leaves no key out while what is under way may give its unit back', async () => {
    const { build, charged, left } = startBuilds({ credits: 3, ...atFirstSubmit('429') })
    const outcomes = await build('a', 'b', 'c')
    expect(outcomes.toSorted()).toEqual(['made', 'made', 'service-refused'])
    expect([charged(), await left()]).toEqual([2, 1])
  })

  test.each([
    ['a lost answer keeps its unit', [lost, lost], { about: 'key' }],
    ['a refusal gives its unit back', [refused, lost], undefined],
  ])('asked while answers come: %s', async (_, outcomes, third) => {
    const heard = Promise.withResolvers<void>()
    const told = [9, 3]
    const { context, quota, wait } = openQuota(async () => {
      if (told.length === 1) await heard.promise
      return told.shift() ?? 0
    })
    const sent = [requestFor(), requestFor()]
    for (const request of sent) await quota.take(request, context)
    await wait(60_000)
    const next = requestFor()
    const taken = quota.take(next, context)
    for (const [index, request] of sent.entries()) {
      quota.answered(request, context, outcomes[index] ?? lost)
    }
    heard.resolve()
    if (third === undefined) expect(await taken).toBeUndefined()
    else expect(await taken).toMatchObject(third)
  })

  test('says what is left and what is under way, and asks again when that is answered', async () => {
    const told = [20, 10]
    const { context, quota, take, wait } = openQuota(async () => told.shift() ?? 10)
    // The service has counted all ten, and nobody has heard it.
    const sent = Array.from({ length: 10 }, requestFor)
    for (const request of sent) await take(request)
    await wait(60_000)
    const next = requestFor()
    const short = await take(next)
    expect(short).toMatchObject({
      again: 'later',
      error: { message: expect.stringContaining('10 of its quota left, 10 under way') },
    })
    expect(short).not.toHaveProperty('about')
    for (const request of sent) quota.answered(request, context, lost)
    expect(await take(next)).toBeUndefined()
  })

  test('leaves out a key whose units are under way where there is another', async () => {
    const { take } = openQuota(async () => 2, [key, otherKey])
    const [one, two] = requests()
    await take(one)
    expect(await take(two)).toMatchObject({ about: 'key' })
  })

  test('counts a submission that never left for 400 seconds, and no longer', async () => {
    const { context, quota, take, wait } = openQuota(async () => 2)
    const [one, two, three] = requests()
    await take(one)
    await wait(394_000)
    expect(await take(two)).toMatchObject({ again: 'later' })
    expect(await take(two)).toBeUndefined()
    // The answer of the second leaves nothing of the first behind.
    quota.answered(two, context, lost)
    await wait(60_000)
    expect(await take(three)).toBeUndefined()
  })

  test('counts a submission that waited long for its turn from when it leaves', async () => {
    const { context, quota, take, wait } = openQuota(async () => 2)
    const [one, two] = requests()
    await take(one)
    await wait(390_000)
    expect(quota.hold(one, context)).toBeUndefined()
    await wait(60_000)
    expect(await take(two)).toMatchObject({ again: 'later' })
  })

  test('sends nothing that waited until its unit was given to others', async () => {
    const { clock, context, emulator, wait } = createWorld({ credits: 2 })
    const provider = createPaperbanana({}, undefined, { [variable]: 'admin-key' })
    const [one, two] = [requestOf(provider, diagram()), requestOf(provider, diagram())]
    await provider.prepare?.(one, context)
    await wait(400_000)
    const prepared = await clock.run(Promise.resolve(provider.prepare?.(two, context)))
    expect(prepared).toMatchObject({ status: 'ready' })
    expect(await provider.submit([one], context)).toMatchObject([
      { status: 'rejected', error: { code: 'service-refused' } },
    ])
    expect(await provider.submit([two], context)).toMatchObject([{ status: 'accepted' }])
    expect(emulator.charges()).toHaveLength(1)
  })

  test('gives back the unit of what was refused, and no other', async () => {
    const { context, quota, take, wait } = openQuota(async () => 3)
    const [one, two, three] = requests()
    await take(one)
    await wait(390_000)
    await take(two)
    // It never had one: nothing of the others is given back.
    quota.answered(three, context, refused)
    expect(await take(three)).toMatchObject({ again: 'later' })
    quota.answered(two, context, refused)
    await wait(5_000)
    // The first was never sent, and is the one that is not counted any more.
    for (const request of [two, three]) expect(await take(request)).toBeUndefined()
  })

  test('sends nothing while nobody tells what is left, and says why', async () => {
    const wrong = startBuilds({ credits: 9 }, {}, { [variable]: 'another-admin-key' })
    expect(await wrong.build('a')).toEqual(['service-refused'])
    expect(wrong.charged()).toBe(0)

    const provider = createPaperbanana({}, undefined, { [variable]: 'admin-key' })
    const { calls, context } = createWorld()
    for (const [status, again] of [
      [401, undefined],
      [503, 'later'],
    ] as const) {
      const send = async () => answered(status, { detail: 'no' })
      const request = provider.resolve(diagram()).request
      if (request === undefined) throw new Error('it does not resolve')
      const prepared = await provider.prepare?.(request, { ...context, send })
      expect(prepared).toMatchObject({ status: 'rejected', again })
    }
    expect(calls).toEqual([])
    expect(keyPrint).toMatch(/^\w{8}$/)
  })
})
