import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCache } from '../src/cache/cache.js'
import { createFileTier } from '../src/cache/file-tier.js'
import type { CacheTier } from '../src/cache/tier.js'
import { systemClock } from '../src/clock.js'
import { FigureError } from '../src/errors.js'
import type { FigmillEvent } from '../src/events.js'
import { createFigureMaker } from '../src/figure-maker.js'
import { createFigureRequest } from '../src/figure-request.js'
import { planFigures } from '../src/plan.js'
import type { Provider, SubmitOutcome } from '../src/providers/provider.js'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'figmill-maker-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const artifact = (text: string) => ({
  bytes: Buffer.from(`<svg>${text}</svg>`),
  mediaType: 'image/svg+xml' as const,
  width: 10,
  height: 10,
})

/** A provider that counts what it is asked, answers when it is told to, and may take money. */
function createFakeProvider(
  charges: Provider['capabilities']['charges'],
  answer: (body: unknown) => SubmitOutcome | Promise<SubmitOutcome>,
) {
  const submitted: unknown[] = []
  const provider: Provider = {
    name: 'fake',
    optionNames: [],
    capabilities: {
      mode: 'sync',
      charges,
      idempotency: 'none',
      recovery: 'none',
      batchSize: 1,
      listSize: 0,
      webhook: false,
      limitScopes: [],
      tasks: ['plot'],
      formats: ['svg'],
      inputs: [],
      aspects: [],
      resolutions: [],
      prices: [],
    },
    resolve: () => {
      throw new Error('not asked')
    },
    estimate: () => ({ credits: charges === 'never' ? 0 : 5, bound: 'exact' }),
    submit: async (requests) => {
      submitted.push(...requests.map(({ body }) => body))
      return Promise.all(requests.map(({ body }) => answer(body)))
    },
  }
  return { provider, submitted }
}

const done = (text: string): SubmitOutcome => ({
  status: 'done',
  artifact: artifact(text),
  costCredits: 0,
})

const requestFor = (prompt: string, id = prompt) =>
  createFigureRequest(
    `a.md#${id}`,
    { file: 'a.md', line: 1, column: 1 },
    { provider: 'fake', prompt, options: {} },
    { provider: 'fake', operation: 'plot', body: { prompt } },
  )

function setUp(
  { provider }: { provider: Provider },
  options: { shared?: CacheTier; frozen?: boolean; concurrency?: number } = {},
) {
  const bought: string[] = []
  const events: FigmillEvent[] = []
  const cache = createCache({ local: createFileTier({ directory }), shared: options.shared })
  const providers = new Map([[provider.name, provider]])
  const maker = createFigureMaker({
    cache,
    providers,
    concurrency: options.concurrency ?? 4,
    frozen: options.frozen ?? false,
    clock: systemClock,
    listener: (event) => events.push(event),
    async buy(_, { figure }) {
      bought.push(figure)
      throw new FigureError('budget-exceeded', 'no money')
    },
  })
  return { maker, bought, cache, events, providers }
}

/** A shared store that is down. */
const unreachable: CacheTier = {
  name: 'shared',
  getRecord: async () => ({ state: 'unavailable', detail: 'no answer' }),
  getBlob: async () => ({ state: 'unavailable', detail: 'no answer' }),
  putRecord: async () => {
    throw new FigureError('cache-unavailable', 'no answer')
  },
  putBlob: async () => {
    throw new FigureError('cache-unavailable', 'no answer')
  },
  close: async () => {},
}

describe('making a figure', () => {
  it('asks the provider once, and the cache ever after', async () => {
    const fake = createFakeProvider('never', () => done('a'))
    const first = await setUp(fake).maker.make(requestFor('a'))
    const second = await setUp(fake).maker.make(requestFor('a', 'other id'))
    expect(second).toEqual(first)
    expect(fake.submitted).toHaveLength(1)
  })

  it('asks once for equal requests that come at the same time', async () => {
    const fake = createFakeProvider('never', () => done('a'))
    const { maker } = setUp(fake)
    const records = await Promise.all(
      Array.from({ length: 50 }, (_, index) => maker.make(requestFor('a', `figure ${index}`))),
    )
    expect(new Set(records.map(({ specDigest }) => specDigest)).size).toBe(1)
    expect(fake.submitted).toHaveLength(1)
    expect(maker.finishedJobs()).toBe(1)
  })

  it('never has more jobs under way than it may', async () => {
    let running = 0
    let most = 0
    const fake = createFakeProvider('never', async (body) => {
      most = Math.max(most, ++running)
      await new Promise(setImmediate)
      running -= 1
      return done(JSON.stringify(body))
    })
    const { maker } = setUp(fake, { concurrency: 3 })
    await Promise.all(Array.from({ length: 20 }, (_, index) => maker.make(requestFor(`p${index}`))))
    expect(most).toBe(3)
  })

  it('tries again after a failure, and stores nothing of it', async () => {
    let attempts = 0
    const fake = createFakeProvider('never', () =>
      ++attempts === 1
        ? { status: 'rejected', error: new FigureError('render-failed', 'no') }
        : done('a'),
    )
    const { events, maker } = setUp(fake)
    await expect(maker.make(requestFor('a'))).rejects.toThrowError('no')
    await expect(maker.make(requestFor('a'))).resolves.toMatchObject({ provider: 'fake' })
    expect(events.map(({ type }) => type)).toEqual([
      'figure-queued',
      'figure-started',
      'figure-failed',
      'figure-queued',
      'figure-started',
      'figure-finished',
    ])
  })

  it.each([
    ['no bytes', { ...artifact(''), bytes: new Uint8Array() }],
    ['no width', { ...artifact('a'), width: 0 }],
    ['a height that is no number', { ...artifact('a'), height: Number.NaN }],
  ])('refuses a picture with %s', async (_, empty) => {
    const fake = createFakeProvider('never', () => ({
      status: 'done',
      artifact: empty,
      costCredits: 0,
    }))
    const { cache, maker } = setUp(fake)
    const request = requestFor('a')
    await expect(maker.make(request)).rejects.toMatchObject({ code: 'artifact-invalid' })
    expect((await cache.find(request.specDigest)).state).toBe('missing')
  })

  it('makes nothing when it is frozen', async () => {
    const fake = createFakeProvider('never', () => done('a'))
    const frozen = setUp(fake, { frozen: true })
    await expect(frozen.maker.make(requestFor('a'))).rejects.toMatchObject({
      code: 'figure-missing',
    })
    expect(fake.submitted).toEqual([])
  })
})

describe('a provider that takes money', () => {
  it.each(['on-accept', 'on-success', 'on-completion'] as const)(
    'is left to who keeps account of it (charges %s)',
    async (charges) => {
      const fake = createFakeProvider(charges, () => done('a'))
      const { bought, maker } = setUp(fake)
      await expect(maker.make(requestFor('a'))).rejects.toMatchObject({ code: 'budget-exceeded' })
      expect(bought).toEqual(['a.md#a'])
      expect(fake.submitted).toEqual([])
    },
  )

  it('is not even considered when a store does not answer', async () => {
    const fake = createFakeProvider('on-accept', () => done('a'))
    const { bought, maker } = setUp(fake, { shared: unreachable })
    await expect(maker.make(requestFor('a'))).rejects.toMatchObject({ code: 'cache-unavailable' })
    expect(bought).toEqual([])
  })
})

describe('a provider that is free', () => {
  it('is asked although the shared store is down, and the picture stays on this machine', async () => {
    const fake = createFakeProvider('never', () => done('a'))
    const { cache, maker } = setUp(fake, { shared: unreachable })
    const record = await maker.make(requestFor('a'))
    expect((await cache.find(record.specDigest)).state).toBe('hit')
  })
})

describe('a picture in several formats', () => {
  const twoFormats = { ...artifact('a'), alternates: [{ ...artifact('b'), bytes: Buffer.of(1) }] }
  const answer = (): SubmitOutcome => ({ status: 'done', artifact: twoFormats, costCredits: 0 })

  async function makeAndLoseTheSecond() {
    const fake = createFakeProvider('never', answer)
    const { cache, maker } = setUp(fake)
    const record = await maker.make(requestFor('a'))
    const [alternate] = record.alternates ?? []
    expect(alternate).toMatchObject({ sizeBytes: 1, mediaType: 'image/svg+xml' })
    if (alternate !== undefined) rmSync(cache.blobPath(alternate.contentDigest))
    return { cache, fake, maker, record }
  }

  it('that is free is made again when one of them is gone', async () => {
    const { cache, fake, maker, record } = await makeAndLoseTheSecond()
    expect(await maker.make(requestFor('a'))).toEqual(record)
    expect(fake.submitted).toHaveLength(2)
    expect((await cache.find(record.specDigest)).state).toBe('hit')
  })

  it('that cost money is not bought again when one of them is gone', async () => {
    await makeAndLoseTheSecond()
    const paid = createFakeProvider('on-success', answer)
    const { cache, maker, providers } = setUp(paid)
    await expect(maker.make(requestFor('a'))).rejects.toMatchObject({ code: 'cache-corrupt' })
    const [planned] = await planFigures([requestFor('a')], { cache, providers })
    expect(planned?.state).toBe('lost')
    expect(paid.submitted).toEqual([])
  })

  it('is refused when one of them is empty', async () => {
    const empty = { ...artifact('a'), alternates: [{ ...artifact('b'), bytes: Buffer.of() }] }
    const fake = createFakeProvider('never', () => ({ ...answer(), artifact: empty }))
    const attempt = setUp(fake).maker.make(requestFor('a'))
    await expect(attempt).rejects.toMatchObject({ code: 'artifact-invalid' })
  })
})

describe('the plan', () => {
  it('tells what is there and what the rest would cost, and makes nothing', async () => {
    const free = createFakeProvider('never', () => done('a'))
    await setUp(free).maker.make(requestFor('a'))
    const paid = createFakeProvider('on-success', () => done('b'))
    const { cache, providers } = setUp(paid)
    const planned = await planFigures([requestFor('a'), requestFor('b'), requestFor('b', 'c')], {
      cache,
      providers,
    })
    expect(planned.map(({ estimate, state }) => [state, estimate.credits])).toEqual([
      ['hit', 0],
      ['missing', 5],
      ['missing', 5],
    ])
    expect(paid.submitted).toEqual([])
  })

  it('tells an outage from a miss', async () => {
    const fake = createFakeProvider('on-success', () => done('a'))
    const { cache, providers } = setUp(fake, { shared: unreachable })
    const [planned] = await planFigures([requestFor('a')], { cache, providers })
    expect(planned).toMatchObject({ state: 'unavailable', detail: 'no answer' })
  })
})
