import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { warmHost, withHostSession } from 'remark-figmill/internal-project'
import { build, type Rollup } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import type { FakeService } from '../../../test/fake-service/fake-service.js'
import { serveAsProvider } from '../../../test/fake-service/serve-as-provider.js'
import { copySite, siteConfig } from './site.js'

/** The fixture site, with a figure that a service on this machine makes. */
async function createPaidSite(): Promise<{ root: string; service: FakeService }> {
  const { config, service } = await serveAsProvider()
  const root = copySite()
  writeFileSync(join(root, 'figmill.config.mjs'), config['figmill.config.mjs'])
  writeFileSync(join(root, 'pages/note.md'), '::figure{provider=fake task=diagram prompt="cat"}\n')
  return { root, service }
}

/** A build that starts again at every change, and the errors and ends it comes to. */
async function watchBuild(root: string): Promise<{ next(): Promise<string> }> {
  const config = await siteConfig(root)
  const watcher = (await build({
    ...config,
    build: { ...config.build, watch: {} },
  })) as Rollup.RollupWatcher
  onTestFinished(() => watcher.close())
  const outcomes: string[] = []
  const told = new EventTarget()
  watcher.on('event', (event) => {
    if (event.code === 'ERROR') outcomes.push(event.error.message)
    if (event.code === 'BUNDLE_END') outcomes.push('done')
    told.dispatchEvent(new Event('outcome'))
  })
  return {
    async next() {
      while (outcomes.length === 0) await once(told, 'outcome')
      return outcomes.shift() ?? ''
    },
  }
}

test('a build buys what is missing', async () => {
  const { root, service } = await createPaidSite()
  await build(await siteConfig(root))
  expect(service.requests.submits).toBe(1)
})

test('a build that watches buys nothing, and goes on when the document is put right', async () => {
  const { root, service } = await createPaidSite()
  const watching = await watchBuild(root)
  expect(await watching.next()).toContain('nothing is bought by a dev server, while watching')
  writeFileSync(join(root, 'pages/note.md'), '::figure{prompt="A -> B"}\n')
  expect(await watching.next()).toBe('done')
  expect(service.requests.submits).toBe(0)
})

test.each([
  ['the document is put right', 'pages/note.md', '# Note\n'],
  ['the data of its figure are put right', 'data.csv', 'x,y\n1,2\n'],
])('a build that watches starts again when %s', async (_, path, text) => {
  const root = copySite()
  writeFileSync(join(root, 'data.csv'), '"')
  writeFileSync(join(root, 'pages/note.md'), '::figure{data="../data.csv" prompt="y over x"}\n')
  const watching = await watchBuild(root)
  expect(await watching.next()).toContain('data.csv')
  writeFileSync(join(root, path), text)
  expect(await watching.next()).toBe('done')
})

test('a build that watches starts again when `figmill warm` has bought what was missing', async () => {
  const { root } = await createPaidSite()
  const paid = readFileSync(join(root, 'pages/note.md'))
  writeFileSync(join(root, 'pages/note.md'), '# Note\n')
  const warm = () =>
    withHostSession({ root }, root, (session) => warmHost(session, { writeLockfile: true }), true)
  await warm()
  writeFileSync(join(root, 'pages/note.md'), paid)
  const watching = await watchBuild(root)
  expect(await watching.next()).toContain('nothing is bought')
  await warm()
  expect(await watching.next()).toBe('done')
})
