import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@figmill/core'
import { openSqliteLedger } from '@figmill/core/internal-engine'
import { expect, onTestFinished, test } from 'vitest'
import { type Deliver, deliverOnLoopback } from '../../emulators/src/paperbanana/webhooks.js'
import { createServiceProject } from './service-project.js'

const key = 'pb_0123456789abcdef0123456789abcdef'
const secret = 'only the service and we know it'
const publicOrigin = 'https://figures.example'

/** A server on a port that nobody else has. */
async function takePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const free = async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return { free, port }
}

interface Options {
  port: number
  /** What the service signs with. */
  signedWith?: string
  durationMs?: number
}

/** A project that `paperbanana` calls back through an address of the internet, which leads here. */
async function createCalledProject({ durationMs = 300, port, signedWith = secret }: Options) {
  const statuses: number[] = []
  const deliver: Deliver = async (url, request) => {
    const answer = await deliverOnLoopback(
      url.replace(publicOrigin, `http://127.0.0.1:${port}`),
      request,
    )
    statuses.push(answer.status)
    return answer
  }
  const emulated = { keys: [key], durationMs: () => durationMs, deliver }
  const { services, workspace } = await createServiceProject({
    documents: { 'a.md': '::figure[A cat.]{#fig-cat provider=paperbanana prompt="A cat"}\n' },
    emulated: { paperbanana: emulated },
    services: {
      paperbanana: { webhook: { url: `${publicOrigin}/hooks/paperbanana`, secret, port } },
    },
  })
  const service = services.get('paperbanana')
  if (service === undefined) throw new Error('it is not emulated')
  // What is not heard would be told again after the test.
  onTestFinished(service.restart)
  await service.handle({
    method: 'PATCH',
    path: `/api/admin/keys/${key}`,
    headers: { authorization: 'Bearer admin-key', 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ webhook_secret: signedWith })),
    address: '127.0.0.1',
  })
  return { service, statuses, workspace }
}

/** Has the project know that figures of a service take days: left alone, it looks after an hour. */
async function expectLongJobs(root: string): Promise<void> {
  mkdirSync(`${root}/.figmill`)
  const path = `${root}/.figmill/ledger.sqlite`
  const ledger = await openSqliteLedger({ path, clock: systemClock, run: 'an earlier one' })
  const noneEnds = Array.from({ length: 233 }, () => [0, 100])
  await ledger.remember('durations paperbanana', noneEnds)
  await ledger.close()
}

test('a picture is there as soon as the service tells, and only one look was needed', async () => {
  const { free, port } = await takePort()
  await free()
  // Long enough to be waited for when it ends, whatever the disk does.
  const { service, statuses, workspace } = await createCalledProject({ durationMs: 1_000, port })
  await expectLongJobs(workspace.root)
  const { reads } = service.requests
  const { code, stderr } = await workspace.figmill('build')
  expect(stderr).not.toMatch(/warning|error/)
  expect(code).toBe(0)
  expect(statuses).toEqual([204])
  expect(service.requests).toMatchObject({ submits: 1, reads: reads + 1 })
  expect(service.submissions()).toMatchObject([
    { body: { webhook_url: `${publicOrigin}/hooks/paperbanana`, webhook_include_image: false } },
  ])
  for (const [path, { text }] of workspace.files()) {
    if (path !== 'figmill.config.json') expect(text).not.toContain(secret)
  }
  // The port is free again.
  const server = createServer().listen(port, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
})

test('a service that signs with another secret is not heard, and asked as ever', async () => {
  const { free, port } = await takePort()
  await free()
  const { statuses, workspace } = await createCalledProject({ port, signedWith: 'another one' })
  const { code, stderr } = await workspace.figmill('build')
  expect(stderr).not.toMatch(/warning|error/)
  expect(code).toBe(0)
  expect(new Set(statuses)).toEqual(new Set([401]))
})

test('where nothing can be listened to there is a warning, and the picture', async () => {
  const { free, port } = await takePort()
  onTestFinished(free)
  const { service, workspace } = await createCalledProject({ port })
  const { code, stderr } = await workspace.figmill('build')
  expect(stderr).toContain(`warning: nothing of \`paperbanana\` is heard at 127.0.0.1:${port}`)
  expect(stderr).toContain('EADDRINUSE')
  expect(stderr).not.toContain(secret)
  expect(code).toBe(0)
  expect(service.charges()).toHaveLength(1)
  workspace.remove('build')
  expect((await workspace.figmill('build')).stderr).not.toContain('warning')
})

test('a wrong setting is told without the secret', async () => {
  const { workspace } = await createCalledProject({ port: 70_000 })
  for (const webhook of [
    { url: `${publicOrigin}/?token=abcdef`, secret: ['hush-hush'], port: 1 },
    { url: 'http://figures.example/?token=hush-hush', secret, port: 70_000 },
    'hush-hush',
  ]) {
    const services = { paperbanana: { webhook } }
    workspace.write('figmill.config.json', JSON.stringify({ services }))
    const { code, stderr } = await workspace.figmill('plan')
    expect(stderr).toContain('services.paperbanana.webhook')
    expect(stderr).not.toContain('hush')
    expect(stderr).not.toContain(secret)
    expect(code).toBe(2)
  }
})
