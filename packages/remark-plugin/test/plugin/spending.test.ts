import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { afterEach, expect, test, vi } from 'vitest'
import type { FakeService } from '../../../../test/fake-service/fake-service.js'
import { serveAsProvider } from '../../../../test/fake-service/serve-as-provider.js'
import { remarkFigures, warmFigures } from '../../src/index.js'
import { createProject } from './project.js'

afterEach(() => void vi.unstubAllEnvs())

/** A site with one figure that a service on this machine makes. */
async function createPaidSite(): Promise<{ root: string; service: FakeService }> {
  const { config, service } = await serveAsProvider()
  const page = '::figure[A cat.]{#cat provider=fake task=diagram prompt="cat"}\n'
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
