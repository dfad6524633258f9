import { describe, expect, test } from 'vitest'
import type { FlokanOptions } from '../../../../../emulators/src/flokan.js'
import type { JobHandle, RequestInput } from '../../../../src/providers/provider.js'
import { outcomesOf } from '../../../engine/engine-setup.js'
import { figureRequestOf } from '../../services-engine/adapter.js'
import { createBuilds } from '../builds.js'
import { figureOf, inputOf, open, someId } from './setup.js'

/** Flokan, a picture that it made, and how often pictures were uploaded. */
function openChain(options: Partial<FlokanOptions> = {}) {
  const world = open(options)
  const uploads = () => world.calls.filter(({ url }) => url.endsWith('/upload-url')).length
  return { ...world, image: inputOf(), uploads }
}

describe('an edit of a picture that Flokan made', () => {
  async function createEdit() {
    const world = openChain({ durationMs: () => 0 })
    const made = await world.submit(figureOf())
    if (made.status !== 'accepted') throw new Error(made.status)
    const { image, submit } = world
    const edit = (job: JobHandle, attributes = {}) =>
      submit(figureOf(attributes, { images: [image] }), { inputs: [{ ...image, job }] })
    return { ...world, edit, job: made.handle }
  }

  // covers POST /api/v1/image-editor/process: image_id of a result
  test('names `image_id of a result` and uploads nothing', async () => {
    const { edit, emulator, job, uploads } = await createEdit()
    expect(await edit(job)).toMatchObject({ status: 'accepted' })
    const image_id = job.details?.result_image_id
    expect(emulator.submissions()[1]).toMatchObject({ body: { image_id }, status: 201 })
    expect(uploads()).toBe(0)
  })

  test.each<[string, Partial<JobHandle>]>([
    ['with another key', { keyFingerprint: 'other' }],
    ['at another address', { origin: 'https://other.example' }],
    ['by another service', { provider: 'conceptviz' }],
    ['without an id of its picture', { details: {} }],
  ])('uploads what was made %s', async (_, facts) => {
    const { edit, emulator, job, uploads } = await createEdit()
    expect(await edit({ ...job, ...facts })).toMatchObject({ status: 'accepted' })
    expect(emulator.submissions().map(({ status }) => status)).toEqual([201, 201])
    expect(uploads()).toBe(1)
  })

  test('with a style that Flokan does not know is refused once it was uploaded', async () => {
    const { edit, emulator, job, uploads } = await createEdit()
    const refused = { status: 'rejected', error: { code: 'service-refused' } }
    const first = await edit(job, { style_id: someId })
    expect(first).toMatchObject({ ...refused, again: 'later', retryAfterMs: 0 })
    const second = await edit(job, { style_id: someId })
    expect(second).toMatchObject(refused)
    expect(second).not.toHaveProperty('again')
    expect(uploads()).toBe(1)
    expect(emulator.charges()).toHaveLength(1)
  })
})

describe('an edit that is bought', () => {
  /** A picture and edits of it through the engine, in one run. */
  function createChain(options: Partial<FlokanOptions> = {}) {
    const world = openChain(options)
    const { clock, emulator, image, provider, uploads } = world
    const { spent, startRun } = createBuilds(world)

    async function run(edits: readonly string[], beforeEdits = () => {}) {
      const { engine, ledger, make } = await startRun()
      const { specDigest } = await clock.run(make('a lighthouse'))
      beforeEdits()
      const job = (await ledger.find(specDigest))?.handle
      const input: RequestInput = job === undefined ? image : { ...image, job }
      const requests = edits.map((prompt) => figureRequestOf(provider, prompt, 1, [image]))
      const outcomes = await outcomesOf(
        clock,
        requests.map((request) => engine.make(provider, { ...request, inputs: [input] })),
      )
      await clock.run(engine.close())
      return outcomes
    }
    return { charged: () => emulator.charges().length, emulator, run, spent, uploads }
  }

  test('is charged once, and by a later run not again', async () => {
    const { charged, emulator, run, spent, uploads } = createChain()
    for (const _ of ['first', 'second']) expect(await run(['at night'])).toEqual(['made'])
    expect(emulator.submissions().map(({ status }) => status)).toEqual([201, 201])
    expect(charged()).toBe(2)
    expect(await spent()).toEqual(['done 50', 'done 50'])
    expect(uploads()).toBe(0)
  })

  test('is uploaded where the service does not know its picture, and charged once', async () => {
    let workspace = 'one'
    const { charged, emulator, run, spent, uploads } = createChain({
      rightsOf: () => ({ workspace }),
    })
    const leave = () => {
      workspace = 'other'
    }
    expect(await run(['at night', 'in fog'], leave)).toEqual(['made', 'made'])
    const answers = emulator.submissions().map(({ status }) => status)
    expect(answers.toSorted()).toEqual([201, 201, 201, 404, 404])
    expect(charged()).toBe(3)
    expect(await spent()).toEqual(['done 50', 'done 50', 'done 50'])
    expect(uploads()).toBe(2)
    // It asks for the forgotten one no more.
    expect(await run(['in snow'])).toEqual(['made'])
    expect(emulator.submissions()).toHaveLength(6)
  })
})
