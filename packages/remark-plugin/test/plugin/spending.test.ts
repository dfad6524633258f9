import { existsSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { afterEach, expect, test, vi } from 'vitest'
import type { FakeService } from '../../../../test/fake-service/fake-service.js'
import { serveAsProvider } from '../../../../test/fake-service/serve-as-provider.js'
import { remarkFigures, warmFigures } from '../../src/index.js'
import { withHostSession } from '../../src/project/host-session.js'
import { createProject } from './project.js'

afterEach(() => void vi.unstubAllEnvs())

const ledger = '.figmill/ledger.sqlite'
const cat = '::figure[A cat.]{#cat provider=fake task=diagram prompt="cat"}\n'

/** A site whose figures a service on this machine makes. */
async function createPaidSite(page = cat): Promise<{ root: string; service: FakeService }> {
  const { config, service } = await serveAsProvider()
  return { root: createProject({ 'page.md': page, ...config }), service }
}

async function render(root: string): Promise<VFile> {
  const value = readFileSync(join(root, 'page.md'), 'utf8')
  const file = new VFile({ cwd: root, path: 'page.md', value })
  const processor = unified().use(remarkParse).use(remarkFigures, { root })
  await processor.run(processor.parse(file), file).catch(() => undefined)
  return file
}

test('a dev server buys nothing, and names the command that does', async () => {
  const { root, service } = await createPaidSite()
  vi.stubEnv('NODE_ENV', 'development')
  const { messages } = await render(root)
  expect(messages).toMatchObject([
    { ruleId: 'figure-missing', note: expect.stringContaining('`figmill warm`') },
  ])
  expect(messages[0]?.reason).toContain('nothing is bought by a dev server')
  await expect(warmFigures({ root })).rejects.toThrow('nothing is bought by a dev server')
  expect(service.requests.submits).toBe(0)
  expect(existsSync(join(root, ledger))).toBe(false)
})

test('what a host says of spending holds for its other plugins, whatever the environment says', async () => {
  const { root, service } = await createPaidSite()
  vi.stubEnv('NODE_ENV', 'production')
  await withHostSession({ root }, root, () => {}, false)
  expect((await render(root)).messages).toMatchObject([{ ruleId: 'figure-missing' }])
  expect(service.requests.submits).toBe(0)
})

test('where a service has no key nothing is bought, and every figure without one is told', async () => {
  const keyless = (id: string) => `::figure{#${id} provider=flokan task=diagram prompt="${id}"}\n`
  const { root, service } = await createPaidSite([cat, keyless('dog'), keyless('cow')].join('\n'))
  vi.stubEnv('FIGMILL_FLOKAN_API_KEY', undefined)
  vi.stubEnv('NODE_ENV', 'production')
  await expect(warmFigures({ root })).rejects.toMatchObject({
    problems: [3, 5].map((line) => ({
      message: '`flokan` has no key',
      place: { file: 'page.md', line, column: 1 },
    })),
  })
  const { messages } = await render(root)
  expect(messages.map(({ line }) => line)).toEqual([3, 5])
  expect(service.requests.submits).toBe(0)
  expect(readdirSync(join(root, '.figmill/figures'))).toEqual([])
  expect(existsSync(join(root, 'figmill.lock'))).toBe(false)
})

test('a warm-up that finds every picture opens no ledger', async () => {
  const { root } = await createPaidSite()
  vi.stubEnv('NODE_ENV', 'production')
  await warmFigures({ root })
  for (const end of ['', '-wal', '-shm']) rmSync(join(root, `${ledger}${end}`), { force: true })
  // A changed configuration opens the project anew.
  utimesSync(join(root, 'figmill.config.mjs'), 0, 0)
  await warmFigures({ root })
  expect(existsSync(join(root, ledger))).toBe(false)
})

test('a build of the host buys what is missing, and the dev server then shows it', async () => {
  const { root, service } = await createPaidSite()
  vi.stubEnv('NODE_ENV', 'production')
  await warmFigures({ root })
  expect(service.requests.submits).toBe(1)
  vi.stubEnv('NODE_ENV', 'development')
  expect((await render(root)).messages).toEqual([])
  expect(service.requests.submits).toBe(1)
})
