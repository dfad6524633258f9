import { describe, expect, test } from 'vitest'
import type { Sent } from '../../../../src/http/send-once.js'
import type { JobHandle, JobState } from '../../../../src/providers/provider.js'
import { markOf } from '../../../../src/providers/services/conceptviz/order.js'
import { answered, atEverySubmit } from '../scripted-service.js'
import {
  alwaysSends,
  createConceptviz,
  figureOf,
  fingerprint,
  handlesOf,
  startConceptviz,
} from './setup.js'

const provider = createConceptviz()

const handleOf = (prompt: string, details = {}): JobHandle => ({
  provider: 'conceptviz',
  id: 'vaW29_MJ1wbnyFU4bl_pd',
  origin: 'https://conceptviz.app',
  keyFingerprint: fingerprint,
  details: { prompt, nth: 0, of: 1, model: 'cv-2', credits: 2, ...details },
})

const look = async (sent: Sent, handles = [handleOf('water cycle diagram')]) =>
  (await provider.poll?.(handles, alwaysSends(sent).context)) ?? []

const picture = (name: string, prompt: string) => ({
  url: `https://r2.conceptviz.app/images/${name}.png`,
  prompt,
})

const urlOf = (state: JobState | undefined) =>
  state?.status === 'done' && state.locations[0]?.kind === 'url' && state.locations[0].url

const figures = (...prompts: string[]) => prompts.map((prompt) => figureOf({}, { prompt }))

describe('conceptviz looks at a task', () => {
  // covers GET /api/v1/task/{taskId}: path taskId | response status pending
  // covers GET /api/v1/task/{taskId}: response status processing
  test('`GET /task/{taskId}`: `pending`, `processing`, `completed`', async () => {
    const { calls, poll, submitFigures, wait } = startConceptviz({ durationMs: () => 30_000 })
    const handles = handlesOf(await submitFigures(...figures('water cycle diagram')))
    expect(await poll(handles)).toEqual([{ status: 'pending', stage: 'pending' }])
    await wait(10_000)
    expect(await poll(handles)).toEqual([{ status: 'pending', stage: 'processing' }])
    await wait(20_000)
    const [state] = await poll(handles)
    expect(state).toMatchObject({ status: 'done', costCredits: 2, model: 'cv-2' })
    expect(calls.at(-1)).toMatchObject({
      method: 'GET',
      url: `https://conceptviz.app/api/v1/task/${handles[0]?.id}`,
    })
  })

  // covers GET /api/v1/task/{taskId}: response status completed | response images url
  test('`Response (completed)`: the picture is on another host, and needs no key', async () => {
    const images = [picture('abc123', 'water cycle diagram')]
    expect(await look(answered(200, { status: 'completed', images }))).toEqual([
      {
        status: 'done',
        locations: [
          { kind: 'url', url: 'https://r2.conceptviz.app/images/abc123.png', authenticated: false },
        ],
        model: 'cv-2',
        costCredits: 2,
      },
    ])
  })

  test('a status nobody has heard of is pending, and so is none', async () => {
    expect(await look(answered(200, { status: 'queued-again' }))).toEqual([
      { status: 'pending', stage: 'queued-again' },
    ])
    expect(await look(answered(200, {}))).toEqual([{ status: 'pending' }])
    expect(await look(answered(200, []))).toEqual([{ status: 'pending' }])
  })

  test('one look tells about all pictures of a task', async () => {
    const { calls, poll, submitFigures, wait } = startConceptviz()
    const handles = handlesOf(await submitFigures(...figures('a', 'b', 'c', 'd')))
    await wait(90_000)
    const states = await poll(handles)
    expect(new Set(states.map(urlOf)).size).toBe(4)
    expect(calls.filter(({ method }) => method === 'GET')).toHaveLength(1)
  })

  // covers GET /api/v1/task/{taskId}: response images prompt
  test('pictures are mapped back by `prompt`, in whatever order they come', async () => {
    const images = [picture('b', 'second'), picture('c', 'the  third\n'), picture('a', 'first')]
    const prompts = ['first', 'second', 'the third']
    const states = await look(
      answered(200, { status: 'completed', images }),
      prompts.map((prompt) => handleOf(prompt, { of: 3 })),
    )
    expect(states.map(urlOf)).toEqual(
      ['a', 'b', 'c'].map((name) => `https://r2.conceptviz.app/images/${name}.png`),
    )
  })

  test('equal prompts get a picture each', async () => {
    const { poll, submitFigures, wait } = startConceptviz()
    const again = figureOf({ take: '2' }, { prompt: 'a' })
    const handles = handlesOf(await submitFigures(...figures('a', 'b'), again))
    await wait(90_000)
    const states = await poll(handles)
    expect(new Set(states.map(urlOf)).size).toBe(3)
    expect(states.map(({ status }) => status)).toEqual(['done', 'done', 'done'])
  })

  test('fewer pictures than prompts: who has none keeps its share of the cost', async () => {
    const { charged, poll, submitFigures, wait } = startConceptviz({ imagesReturned: () => 1 })
    const handles = handlesOf(await submitFigures(...figures('a', 'b')))
    await wait(90_000)
    const [first, second] = await poll(handles)
    expect(first).toMatchObject({ status: 'failed', costCredits: 2 })
    expect(first?.status === 'failed' && first.error.message).toContain('1 of 2 pictures')
    expect(second).toMatchObject({ status: 'done', costCredits: 2 })
    expect(charged()).toBe(4)
  })

  const unmatched = {
    status: 'pending',
    stage: 'completed, without a picture for this prompt',
  }

  test.each([
    ['broken entries', [null, 7, { url: 3 }, { url: '' }]],
    ['no address', [{ url: 'https://', prompt: 'a' }]],
  ])('pictures that cannot be read are no end, for they were paid: %s', async (_, images) => {
    expect(await look(answered(200, { status: 'completed', images }))).toEqual([unmatched])
  })

  test('all pictures drawn, and none with the prompt: no figure is given up', async () => {
    const images = [picture('a', 'First, in other words'), picture('b', 'second')]
    const handles = ['first', 'second'].map((prompt) => handleOf(prompt, { of: 2 }))
    const states = await look(answered(200, { status: 'completed', images }), handles)
    expect(states[0]).toEqual(unmatched)
    expect(urlOf(states[1])).toBe('https://r2.conceptviz.app/images/b.png')
  })

  test('a picture without an address hides no other, and takes no place of another', async () => {
    const images = [{ url: null, prompt: 'a' }, picture('b', 'a'), picture('c', 'c')]
    const answer = answered(200, { status: 'completed', images })
    const handles = [0, 1].map((nth) => handleOf('a', { nth, of: 3 }))
    const states = await look(answer, handles)
    expect(states[0]).toEqual(unmatched)
    expect(urlOf(states[1])).toBe('https://r2.conceptviz.app/images/b.png')
    const [alone] = await look(answer, [handleOf('a')])
    expect(urlOf(alone)).toBe('https://r2.conceptviz.app/images/b.png')
  })

  test.each([
    ['its address cannot be read', [{ url: 7, prompt: 'own' }, picture('b', 'b')]],
    ['its prompt cannot be read', [{ ...picture('own', 'own'), prompt: 7 }, picture('b', 'b')]],
    ['an entry cannot be read', [7, picture('b', 'b')]],
    ['a prompt comes in other words', [picture('own', 'Own, as asked'), picture('b', 'b')]],
  ])('too few pictures prove nothing of one while %s', async (_, images) => {
    const own = handleOf('own', { of: 3, marks: ['own', 'b', 'c'].map(markOf) })
    expect(await look(answered(200, { status: 'completed', images }), [own])).toEqual([unmatched])
  })

  test('too few pictures prove nothing where the prompts of the task are not known', async () => {
    const images = [picture('b', 'b')]
    for (const details of [{ of: 2 }, { of: 2, prompts: ['own', 'b'] }]) {
      const sent = answered(200, { status: 'completed', images })
      expect(await look(sent, [handleOf('own', details)])).toEqual([unmatched])
    }
  })

  test.each([
    ['no list', { status: 'completed' }],
    ['no list, but null', { status: 'completed', images: null }],
    ['an object', { status: 'completed', images: { 0: picture('a', 'own') } }],
    ['an empty list', { status: 'completed', images: [] }],
  ])('`completed` without a picture proves nothing of any: %s', async (_, body) => {
    const own = handleOf('own', { of: 2, marks: ['own', 'b'].map(markOf) })
    for (const handle of [handleOf('own'), own]) {
      expect(await look(answered(200, body), [handle])).toEqual([unmatched])
    }
  })

  test('an address without a host is on the own origin', async () => {
    const images = [{ url: '/images/a.png', prompt: 'x' }]
    const [state] = await look(answered(200, { status: 'completed', images }))
    expect(urlOf(state)).toBe('https://conceptviz.app/images/a.png')
  })
})

describe('a task that fails', () => {
  /** `Response (failed)` in the document. */
  const failed = {
    status: 'failed',
    error: 'Image generation failed. Please try again later.',
    code: 'GENERATION_FAILED',
    credits_refunded: true,
  }

  // covers GET /api/v1/task/{taskId}: response status failed | response error
  // covers GET /api/v1/task/{taskId}: response code GENERATION_FAILED | response credits_refunded
  // covers prices: refunded on failure
  test('`credits_refunded`: it cost nothing', async () => {
    const [state] = await look(answered(200, failed))
    expect(state).toMatchObject({ status: 'failed', costCredits: 0 })
    expect(state?.status === 'failed' && state.error).toMatchObject({
      code: 'service-failed',
      message: 'GENERATION_FAILED: Image generation failed. Please try again later.',
    })
  })

  test('not `credits_refunded`, or no word of it: it keeps its cost', async () => {
    const { credits_refunded: _, ...silent } = failed
    for (const body of [
      silent,
      { ...failed, credits_refunded: false },
      { ...failed, credits_refunded: 'yes' },
    ]) {
      expect(await look(answered(200, body))).toMatchObject([{ status: 'failed', costCredits: 2 }])
    }
  })

  test('where the price was never told, what was reserved is kept', async () => {
    const { credits: _, ...details } = { ...handleOf('a').details }
    const [state] = await look(answered(200, { ...failed, credits_refunded: false }), [
      { ...handleOf('a'), details },
    ])
    expect(state?.status).toBe('failed')
    expect(state).not.toHaveProperty('costCredits')
  })

  test('500 `GENERATION_FAILED` tells it too', async () => {
    expect(await look(answered(500, failed))).toMatchObject([{ status: 'failed', costCredits: 0 }])
    const { status: _, ...bare } = failed
    expect(await look(answered(500, bare))).toMatchObject([{ status: 'failed', costCredits: 0 }])
  })

  test('with any other status, what looks like a failure is not believed', async () => {
    await expect(look(answered(403, failed))).rejects.toThrow('403')
    await expect(look(answered(503, failed))).rejects.toThrow('503')
  })

  test('in the books of the service too', async () => {
    const { charged, poll, submitFigures, wait } = startConceptviz(atEverySubmit('failed-task'))
    const handles = handlesOf(await submitFigures(...figures('a', 'b')))
    expect(charged()).toBe(4)
    await wait(90_000)
    const states = await poll(handles)
    expect(states).toMatchObject([{ costCredits: 0 }, { costCredits: 0 }])
    expect(charged()).toBe(0)
  })

  // covers GET /api/v1/task/{taskId}: error 404 TASK_NOT_FOUND
  test('404 `TASK_NOT_FOUND` is lost; any other 404 says nothing about the task', async () => {
    const lost = { error: 'Task not found', code: 'TASK_NOT_FOUND' }
    expect(await look(answered(404, lost))).toMatchObject([{ status: 'lost' }])
    await expect(look(answered(404, '<html>Not found</html>'))).rejects.toThrow('404')
    await expect(look(answered(404, { error: 'No route' }))).rejects.toThrow('404')
  })

  test.each([401, 403, 429, 500, 502, 503])('%i is no end of the task', async (status) => {
    await expect(look(answered(status, { error: 'Sorry' }))).rejects.toMatchObject({
      code: status < 404 ? 'service-refused' : 'service-unavailable',
    })
  })

  test('neither is a page, nor a lost answer', async () => {
    const unavailable = { code: 'service-unavailable' }
    await expect(look(answered(200, '<html>'))).rejects.toMatchObject(unavailable)
    await expect(look({ status: 'unknown', reason: 'ECONNRESET' })).rejects.toMatchObject(
      unavailable,
    )
  })

  test('a task of another address is not asked for here: it would seem lost', async () => {
    const { calls, context } = alwaysSends(answered(404, { code: 'TASK_NOT_FOUND' }))
    const elsewhere = { ...handleOf('a'), origin: 'https://dev.conceptviz.app' }
    await expect(provider.poll?.([elsewhere], context)).rejects.toMatchObject({
      code: 'service-unavailable',
    })
    expect(calls).toEqual([])
  })

  test('an id cannot leave its path', async () => {
    const { calls, context } = alwaysSends(answered(200, { status: 'processing' }))
    await provider.poll?.([{ ...handleOf('a'), id: '../../x?y#z' }], context)
    expect(calls[0]?.url).toBe('https://conceptviz.app/api/v1/task/..%2F..%2Fx%3Fy%23z')
  })
})
