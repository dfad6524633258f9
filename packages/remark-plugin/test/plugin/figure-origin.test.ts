import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { expect, test } from 'vitest'
import { remarkFigures, warmFigures } from '../../src/index.js'
import { createProject } from './project.js'

/** A free provider that writes down what it is asked, and draws it. */
const config = `
import { appendFileSync } from 'node:fs'
export default {
  providers: [{
    name: 'echo',
    optionNames: [],
    capabilities: { mode: 'sync', charges: 'never', idempotency: 'none', recovery: 'none',
      batchSize: 1, listSize: 0, webhook: false, limitScopes: [], tasks: ['image'], formats: ['svg'] },
    resolve: ({ images = [], prompt = '' }) => ({
      request: { provider: 'echo', operation: 'draw',
        body: { prompt, images: images.map(({ digest }) => digest) } },
      warnings: [], problems: [],
    }),
    estimate: () => ({ credits: 0, bound: 'exact' }),
    async submit([{ body }]) {
      appendFileSync(new URL('asked.txt', import.meta.url), body.prompt + ' ')
      const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><!--' + body.prompt + '--></svg>'
      const artifact = { bytes: Buffer.from(svg), mediaType: 'image/svg+xml', width: 9, height: 9 }
      return [{ status: 'done', artifact, costCredits: 0 }]
    },
  }],
}
`

const files = {
  'figmill.config.mjs': config,
  'a.md': '::figure{#edit provider=echo prompt=edit from="docs/b.md#base"}\n',
  'docs/b.md': '::figure{#base provider=echo prompt=base}\n',
}

async function process(root: string, path: string): Promise<VFile> {
  const file = new VFile({ cwd: root, path, value: readFileSync(join(root, path), 'utf8') })
  const processor = unified().use(remarkParse).use(remarkFigures, { root })
  await processor.run(processor.parse(file), file)
  return file
}

test('a host that shows one document makes what its figures start from in another', async () => {
  const root = createProject(files)
  await process(root, 'a.md')
  expect(readFileSync(join(root, 'asked.txt'), 'utf8')).toBe('base edit ')
  await process(root, 'docs/b.md')
  expect(readFileSync(join(root, 'asked.txt'), 'utf8')).toBe('base edit ')
})

test('a warm-up makes both, each once', async () => {
  const root = createProject(files)
  expect(await warmFigures({ root })).toEqual([])
  expect(readFileSync(join(root, 'asked.txt'), 'utf8')).toBe('base edit ')
})

test('a host tells a source that does not exist at its attribute', async () => {
  const root = createProject(files)
  writeFileSync(join(root, 'docs/b.md'), '::figure{#bass provider=echo prompt=base}\n')
  await expect(process(root, 'a.md')).rejects.toThrow(/there is no figure `docs\/b\.md#base`/)
  expect(existsSync(join(root, 'asked.txt'))).toBe(false)
})
