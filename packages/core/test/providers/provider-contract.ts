import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { canonicalRequest, digestRequest, type ProviderRequest } from '../../src/digest.js'
import type { Figure } from '../../src/figure.js'
import type { Provider, ProviderContext, SubmitOutcome } from '../../src/providers/provider.js'

export interface ProviderSetup {
  create: () => Provider
  /** What `submit` needs from outside; a scripted service for those that use the network. */
  context?: () => ProviderContext | Promise<ProviderContext>
  /** Figures that resolve, each different from the others. */
  figures: Readonly<Record<string, Figure>>
  /** Figures that do not resolve, with a field each that must be named as a problem. */
  refused: Readonly<Record<string, { figure: Figure; field: string }>>
  /** An option of the provider with a letter wrong, and the name that was meant. */
  typo: { figure: Figure; seen: string; meant: string }
}

/** The promises every provider keeps, whatever is behind it. */
export function providerContract(name: string, setup: ProviderSetup): void {
  const provider = setup.create()
  const context = async () => (await setup.context?.()) ?? { clock: systemClock }
  const resolved = () => Object.values(setup.figures).map((figure) => requestOf(provider, figure))

  describe(`${name} keeps the contract of a provider`, () => {
    test('it has the name it is registered under', () => {
      expect(provider.name).toBe(name)
    })

    test('an answer without problems has a request, and one with problems has none', () => {
      for (const figure of Object.values(setup.figures)) {
        const { request, problems } = provider.resolve(figure)
        expect(problems).toEqual([])
        expect(request?.provider).toBe(name)
      }
      for (const { figure, field } of Object.values(setup.refused)) {
        const { request, problems } = provider.resolve(figure)
        expect(request).toBeUndefined()
        expect(problems.map((problem) => problem.field)).toContain(field)
        for (const { message } of problems) expect(message).not.toBe('')
      }
    })

    test('resolving changes nothing in the figure', () => {
      for (const figure of [...Object.values(setup.figures), setup.typo.figure]) {
        const before = structuredClone(figure)
        provider.resolve(deepFreeze(figure))
        expect(figure).toEqual(before)
      }
    })

    test('resolving twice, and by another instance, gives the same key', () => {
      const other = setup.create()
      for (const figure of Object.values(setup.figures)) {
        const keys = [provider, provider, other].map((each) =>
          digestRequest(requestOf(each, figure)),
        )
        expect(new Set(keys).size).toBe(1)
      }
    })

    test('different figures have different keys', () => {
      const keys = resolved().map(digestRequest)
      expect(new Set(keys).size).toBe(keys.length)
    })

    test('a second take has another key, and the first take is no take', () => {
      const [figure] = Object.values(setup.figures)
      if (figure === undefined) throw new Error('the setup has no figures')
      const key = (take?: number) => digestRequest(requestOf(provider, { ...figure, take }))
      expect(key(1)).toBe(key())
      expect(key(2)).not.toBe(key())
    })

    test('a request is plain JSON', () => {
      for (const request of resolved()) {
        expect(JSON.parse(JSON.stringify(request))).toEqual(request)
        expect(canonicalRequest(JSON.parse(JSON.stringify(request)))).toBe(
          canonicalRequest(request),
        )
      }
    })

    test('an unknown option is a problem that names the nearest', () => {
      const { problems } = provider.resolve(setup.typo.figure)
      const problem = problems.find(({ field }) => field === setup.typo.seen)
      expect(problem?.code).toBe('attribute-unknown')
      expect(`${problem?.message} ${problem?.hint}`).toContain(`\`${setup.typo.meant}\``)
    })

    test('every problem is told at once', () => {
      const [refused] = Object.values(setup.refused)
      if (refused === undefined) throw new Error('the setup refuses nothing')
      const options = { ...refused.figure.options, ...setup.typo.figure.options }
      const { problems } = provider.resolve({ ...refused.figure, options })
      const fields = problems.map(({ field }) => field)
      expect(fields).toContain(refused.field)
      expect(fields).toContain(setup.typo.seen)
    })

    test('an estimate is finite, not negative, and says what it bounds', () => {
      for (const request of resolved()) {
        const { credits, bound } = provider.estimate(request)
        expect(Number.isFinite(credits) && credits >= 0).toBe(true)
        expect(['exact', 'upper', 'lower']).toContain(bound)
        if (provider.capabilities.charges === 'never')
          expect({ credits, bound }).toEqual({ credits: 0, bound: 'exact' })
      }
    })

    test('there is one outcome per request, in their order', async () => {
      const requests = resolved().slice(0, Math.max(2, provider.capabilities.batchSize))
      const together = await provider.submit(requests, await context())
      expect(together).toHaveLength(requests.length)
      const single: SubmitOutcome[] = []
      for (const request of requests) {
        single.push(...(await provider.submit([request], await context())))
      }
      expect(together.map(pictureOf)).toEqual(single.map(pictureOf))
    })

    test('a request that went through JSON is answered alike', async () => {
      const [request] = resolved()
      if (request === undefined) throw new Error('the setup has no figures')
      const [direct] = await provider.submit([request], await context())
      const [stored] = await provider.submit([JSON.parse(JSON.stringify(request))], await context())
      expect(stored && pictureOf(stored)).toEqual(direct && pictureOf(direct))
    })

    test('no request, no outcome', async () => {
      expect(await provider.submit([], await context())).toEqual([])
    })

    test('a request nobody resolved is rejected with proof, not thrown', async () => {
      const stray: ProviderRequest = { provider: name, operation: 'no-such-operation', body: {} }
      const [outcome] = await provider.submit([stray], await context())
      expect(outcome?.status).toBe('rejected')
    })

    test('an async provider can be polled', () => {
      const { mode } = provider.capabilities
      expect(provider.poll !== undefined || mode === 'sync').toBe(true)
    })

    test('it says what it can do in numbers that make sense', () => {
      const { batchSize, listSize, tasks, formats } = provider.capabilities
      expect(Number.isInteger(batchSize) && batchSize >= 1).toBe(true)
      expect(Number.isInteger(listSize) && listSize >= 0).toBe(true)
      expect(tasks.length).toBeGreaterThan(0)
      expect(formats.length).toBeGreaterThan(0)
    })
  })
}

export function requestOf(provider: Provider, figure: Figure): ProviderRequest {
  const { request, problems } = provider.resolve(figure)
  if (request === undefined) throw new Error(problems.map(({ message }) => message).join('; '))
  return request
}

/** What an outcome shows, so that two can be compared. */
function pictureOf(outcome: SubmitOutcome): unknown {
  if (outcome.status !== 'done') return { status: outcome.status }
  const { bytes, ...facts } = outcome.artifact
  return { ...facts, bytes: Buffer.from(bytes).toString('base64') }
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) deepFreeze(member)
  }
  return value
}
