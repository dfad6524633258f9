import { rmSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { requestOf } from '../../provider-contract.js'
import { submissionFaults } from '../scripted-service.js'
import {
  answering,
  createWorld,
  diagram,
  figureOf,
  inputOf,
  origin,
  otherKeyPrint,
} from './setup.js'

describe('submitting', () => {
  // covers authentication: header Authorization Bearer
  test('all requests carry the key of their turn as `Authorization: Bearer`', async () => {
    const world = createWorld()
    const handle = await world.accepted(requestOf(world.provider, diagram()), {
      key: otherKeyPrint,
    })
    expect(handle).toMatchObject({ provider: 'paperbanana', origin, keyFingerprint: otherKeyPrint })
    expect(world.calls[0]?.headers?.authorization).toBe(`Bearer pb_${'f'.repeat(32)}`)
  })

  // covers prices: one unit at acceptance
  test('one unit is charged for each submission, at acceptance, and estimated before', async () => {
    const world = createWorld()
    const request = requestOf(world.provider, figureOf({ iterations: '10' }, { prompt: 'a' }))
    expect(world.provider.estimate(request)).toEqual({ credits: 1, bound: 'exact' })
    expect(await world.submit(request)).toMatchObject({ status: 'accepted', costCredits: 1 })
    expect(world.emulator.charges()).toMatchObject([{ credits: 1 }])
  })

  test.each(submissionFaults)(
    'a submission that meets %s is %s, and sent once',
    async (fault, status) => {
      const world = createWorld({ faultOf: () => fault })
      const outcome = await world.submit(requestOf(world.provider, diagram()))
      expect(outcome.status).toBe(status)
      expect(world.calls).toHaveLength(1)
    },
  )

  test.each([
    ['error 401', 401, 'Invalid API key', /401: Invalid API key/, /FIGMILL_PAPERBANANA_API_KEY/],
    ['error 403 disabled', 403, 'API key is disabled', /disabled/, /enabled again/],
    ['error 403 quota exhausted', 403, 'Quota exhausted', /Quota/, /quota of this key/],
    ['error 404', 404, 'Task not found', /404: Task not found/, undefined],
    ['error 422', 422, 'Invalid JSON in data_json: line 1', /Invalid JSON/, undefined],
  ])(
    '`%s` with a `detail` as a text: refused, nothing charged',
    async (_, status, detail, said, hint) => {
      const { context, provider } = answering(status, { detail })
      const [outcome] = await provider.submit([requestOf(provider, diagram())], context)
      if (outcome?.status !== 'rejected') throw new Error(`it is ${outcome?.status}`)
      expect(outcome.error.code).toBe('service-refused')
      expect(outcome.error.message).toMatch(said)
      if (hint !== undefined) expect(outcome.error.hint).toMatch(hint)
      expect(outcome.again).toBeUndefined()
    },
  )

  test('`detail` as a list is told by place and reason, and what was sent is not repeated', async () => {
    const detail = [
      { type: 'missing', loc: ['body', 'caption'], msg: 'Field required', input: 'my whole paper' },
      { type: 'x', loc: ['body', 'data', 0], msg: 'Not a number', input: { secret: 'my paper' } },
    ]
    const { context, provider } = answering(422, { detail })
    const [outcome] = await provider.submit([requestOf(provider, diagram())], context)
    const text = outcome?.status === 'rejected' ? outcome.error.message : ''
    expect(text).toBe(
      '`paperbanana` answered 422: body.caption: Field required; body.data.0: Not a number',
    )
  })

  test.each([
    ['an HTML page', '<html>'],
    ['no `task_id`', { status: 'pending' }],
    ['a `task_id` with slashes', { task_id: '../admin/keys', status: 'pending' }],
    ['a `task_id` that is no text', { task_id: 7, status: 'pending' }],
    ['an endless `task_id`', { task_id: 'a'.repeat(300) }],
    ['a list', []],
  ])('`202` with %s is unknown: it may have been charged', async (_, body) => {
    const { context, provider } = answering(202, body)
    const [outcome] = await provider.submit([requestOf(provider, diagram())], context)
    expect(outcome).toEqual({
      status: 'unknown',
      reason: '`paperbanana` took it, and named no task',
    })
  })

  test('a redirect is not followed, and proves nothing', async () => {
    const { calls, context, provider } = answering(307, '', { location: 'https://evil.example/' })
    const [outcome] = await provider.submit([requestOf(provider, diagram())], context)
    expect(outcome?.status).toBe('unknown')
    expect(calls).toHaveLength(1)
  })

  test('a key that is not configured any more sends nothing', async () => {
    const world = createWorld()
    const outcome = await world.submit(requestOf(world.provider, diagram()), { key: 'deadbeef' })
    expect(outcome).toMatchObject({ status: 'rejected', again: 'later' })
    expect(world.calls).toEqual([])
  })

  test('a PDF that changed since, is gone or is not at hand is not sent', async () => {
    const pdf = inputOf('%PDF-1.7 a paper')
    const world = createWorld()
    const request = requestOf(world.provider, figureOf({}, { pdf, prompt: 'Figure 1' }))
    const reasonOf = async (inputs = [pdf]) => {
      const outcome = await world.submit(request, { inputs })
      return outcome.status === 'rejected' ? outcome.error.message : outcome.status
    }
    expect(await reasonOf([])).toMatch(/not at hand/)
    writeFileSync(pdf.path, '%PDF-1.7 another paper')
    expect(await reasonOf()).toMatch(/changed/)
    rmSync(pdf.path)
    expect(await reasonOf()).toMatch(/cannot be read/)
    expect(world.calls).toEqual([])
  })
})
