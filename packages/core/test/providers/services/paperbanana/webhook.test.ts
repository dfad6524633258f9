import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { ProviderRequest } from '../../../../src/digest.js'
import type { FigureContent, InputFile } from '../../../../src/figure.js'
import { redact } from '../../../../src/http/redact.js'
import { resolveOptimizePrompt } from '../../../../src/providers/services/paperbanana/optimize-prompt.js'
import { paperbanana } from '../../../../src/providers/services/paperbanana.js'
import { requestOf } from '../../provider-contract.js'
import { compositeOf, jobOf } from './composites.js'
import { createPaperbanana, createWorld, figureOf, inputOf } from './setup.js'

const webhook = {
  url: 'https://figures.example/hooks/paperbanana',
  secret: 'a secret of the key',
  port: 8787,
}
const withWebhook = createPaperbanana({ webhook })
const without = createPaperbanana()
const fields = { webhook_url: webhook.url, webhook_include_image: false }

const figure = (attributes: Record<string, string>, content: FigureContent) =>
  requestOf(without, figureOf(attributes, content))

const composite = compositeOf([jobOf('a'), jobOf('b')])

/** One for each path. */
function createRequests(pdf: InputFile): [path: string, request: ProviderRequest][] {
  const { request: optimize } = resolveOptimizePrompt({ prompt: 'A transformer' })
  if (optimize === undefined) throw new Error('it does not resolve')
  return [
    ['/api/generate', figure({ task: 'diagram' }, { prompt: 'Figure 1' })],
    ['/api/generate-from-pdf', figure({ task: 'diagram' }, { pdf, prompt: 'Figure 1' })],
    ['/api/plot', figure({ task: 'plot' }, { data: { a: [1, 2] }, prompt: 'Bars' })],
    ['/api/optimize-prompt', optimize],
    ['/api/composite', composite.request],
  ]
}

const names = Object.keys(fields)

describe('`services.paperbanana.webhook`', () => {
  // covers POST /api/generate: webhook_url | webhook_include_image
  // covers POST /api/generate-from-pdf: webhook_url | webhook_include_image
  // covers POST /api/plot: webhook_url | webhook_include_image
  // covers POST /api/optimize-prompt: webhook_url | webhook_include_image
  // covers POST /api/composite: webhook_url | webhook_include_image
  test('has every submission say where to tell its end, and without the picture', async () => {
    const pdf = inputOf('%PDF-1.7 a paper')
    for (const [path, request] of createRequests(pdf)) {
      const { context, emulator } = createWorld()
      await withWebhook.submit([request], { ...context, inputs: [pdf, ...composite.inputs] })
      expect(emulator.submissions()).toMatchObject([{ path, body: fields }])
    }
  })

  test('is no part of what a figure is known by', () => {
    const written: FigureContent[] = [{ prompt: 'A' }, { prompt: 'B', data: { a: [1, 2] } }]
    for (const content of written) {
      const wanted = figureOf({}, content)
      const [told, untold] = [withWebhook, without].map((one) => requestOf(one, wanted))
      expect(told).toEqual(untold)
      expect(JSON.stringify(told)).not.toContain('webhook')
    }
  })

  test('has its `secret` in the environment, or sends nothing and says where it belongs', async () => {
    const { secret, ...unsigned } = webhook
    const variable = 'FIGMILL_PAPERBANANA_WEBHOOK_SECRET'
    const open = (environment: Record<string, string>) =>
      createPaperbanana({ webhook: unsigned }, undefined, environment)
    const opened = open({ [variable]: `${secret}\n` })
    expect(opened.webhook?.secret.export().toString()).toBe(secret)
    const { context, emulator } = createWorld()
    const request = figure({ task: 'diagram' }, { prompt: 'Figure 1' })
    for (const environment of [{}, { [variable]: 'short-one' }]) {
      const provider = open(environment)
      expect(provider.webhook).toBeUndefined()
      const prepared = await provider.prepare?.(request, context)
      const [submitted] = await provider.submit([request], context)
      for (const outcome of [prepared, submitted]) {
        expect(outcome).toMatchObject({ status: 'rejected', error: { code: 'config-invalid' } })
        expect(inspect(outcome)).toContain(variable)
        expect(inspect(outcome)).not.toContain('short-one')
      }
      await expect(provider.check?.(context)).rejects.toThrow('`services.paperbanana.webhook` has')
    }
    expect(emulator.submissions()).toEqual([])
  })

  test('is told among what the service can do', () => {
    expect(withWebhook.capabilities.webhook).toBe(true)
    expect(without.capabilities.webhook).toBe(false)
    expect(without.webhook).toBeUndefined()
  })

  test('that is absent leaves requests as they are', async () => {
    const pdf = inputOf('%PDF-1.7 a paper')
    for (const [, request] of createRequests(pdf)) {
      const { context, emulator } = createWorld()
      await without.submit([request], { ...context, inputs: [pdf, ...composite.inputs] })
      const [submission] = emulator.submissions()
      for (const name of names) expect(submission?.body).not.toHaveProperty(name)
    }
  })

  test('never shows its secret', () => {
    expect(inspect(withWebhook, { depth: 9, showHidden: true })).not.toContain(webhook.secret)
    expect(JSON.stringify(withWebhook)).not.toContain(webhook.secret)
    expect(redact(`signed with ${webhook.secret}`)).toBe('signed with [key]')
  })

  test.each([
    ['plain http', { url: 'http://figures.example/' }],
    ['this machine', { url: 'https://localhost/' }],
    ['a number', { url: 'https://10.0.0.1/' }],
    ['a password', { url: 'https://me:secret@figures.example/' }],
    ['no address', { url: 'figures' }],
    ['a short secret', { secret: 'whisper' }],
    ['no port', { port: undefined }],
    ['a port that is none', { port: 0 }],
    ['an unknown name', { prot: 8787 }],
  ])('with %s is refused', (_, wrong) => {
    const { settings } = paperbanana
    expect(settings.safeParse({ webhook }).success).toBe(true)
    expect(settings.safeParse({ webhook: { ...webhook, ...wrong } }).success).toBe(false)
  })
})

describe('a callback of the `webhook`', () => {
  const rules = withWebhook.webhook
  if (rules === undefined) throw new Error('there is none')

  // covers webhook: header X-PaperBanana-Signature
  test('is waited for on loopback, on the path of the address, with `X-PaperBanana-Signature`', () => {
    const { host, path, port, secret, signature } = rules
    expect({ host, path, port }).toEqual({
      host: '127.0.0.1',
      path: '/hooks/paperbanana',
      port: 8787,
    })
    expect(signature).toEqual({ header: 'x-paperbanana-signature', prefix: 'sha256=' })
    const digits = (key: typeof secret | string) => createHmac('sha256', key).update('x').digest()
    expect(digits(secret)).toEqual(digits(webhook.secret))
  })

  // covers webhook: task_id | event task.completed | event of a failed task
  test('is read for its task and its event alone', () => {
    const example = {
      event: 'task.completed',
      task_id: 'a1b2c3d4e5f6',
      status: 'completed',
      image_url: 'https://evil.example/',
      image_base64: null,
    }
    expect(rules.read(example)).toEqual({ id: 'a1b2c3d4e5f6', event: 'task.completed' })
    expect(rules.read({ ...example, event: 'task.failed' })?.event).toBe('task.failed')
  })

  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['no task', { event: 'task.completed' }],
    ['no event', { task_id: 'a' }],
    ['an endless name', { task_id: 'a'.repeat(201), event: 'task.completed' }],
    ['a number', { task_id: 7, event: 'task.completed' }],
  ])('that holds %s names no task', (_, json) => {
    expect(rules.read(json)).toBeUndefined()
  })
})
