import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer, type HotPayload, type ViteDevServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { copySite, listFiles, siteConfig } from './site.js'

/** A server without a file watcher: a test says itself that a file has changed. */
async function serve(root: string): Promise<ViteDevServer> {
  const config = await siteConfig(root)
  const server = await createServer({
    ...config,
    server: { middlewareMode: true, watch: null, ws: false },
  })
  onTestFinished(() => server.close())
  return server
}

/** What the pages in browsers are told. */
function recordMessages(server: ViteDevServer): HotPayload[] {
  const messages: HotPayload[] = []
  const { hot } = server.environments.client
  hot.send = (...payload: unknown[]) => {
    messages.push(payload[0] as HotPayload)
  }
  return messages
}

async function change(server: ViteDevServer, file: string, text: string): Promise<void> {
  const type = existsSync(file) ? 'change' : 'add'
  writeFileSync(file, text)
  server.watcher.emit(type, file)
  await server.waitForRequestsIdle()
}

test('a document is served with its picture, which is made on demand', async () => {
  const root = copySite()
  const server = await serve(root)
  const guide = await server.transformRequest('/pages/guide.mdx')
  const [picture = 'none'] = listFiles(join(root, '.figmill/figures')).filter((name) =>
    name.startsWith('accuracy.'),
  )
  expect(guide?.code).toContain(`/.figmill/figures/${picture}?import`)
  expect(guide?.code).toContain('width: "')
  expect(guide?.code).not.toContain('figure[')
})

test('the rendered page shows figure, size and caption', async () => {
  const root = copySite()
  const server = await serve(root)
  const { default: Guide } = await server.ssrLoadModule('/pages/guide.mdx')
  expect(Guide()).toMatch(
    /<figure id="accuracy"><img src="[^"]*accuracy\.[0-9a-f]{10}\.svg" alt="Bar chart[^"]*" width="\d+" height="\d+"><\/img><figcaption><p>Accuracy on <em>ImageNet<\/em>, where a < b\.<\/p><\/figcaption><\/figure>/,
  )
})

test('a changed data file gives the page another picture', async () => {
  const root = copySite()
  const server = await serve(root)
  const messages = recordMessages(server)
  await server.transformRequest('/main.js')
  const before = await server.transformRequest('/pages/note.md')
  await change(server, join(root, 'pages/depth.csv'), 'depth,error\n2,0.5\n4,0.1\n')
  await expect.poll(() => messages.map(({ type }) => type)).toContain('full-reload')
  const after = await server.transformRequest('/pages/note.md')
  const [pictureBefore, pictureAfter] = [before, after].map(
    (result) => /depth\.[0-9a-f]{10}\.svg/.exec(result?.code ?? '')?.[0],
  )
  expect(pictureBefore).toBeDefined()
  expect(pictureAfter).toBeDefined()
  expect(pictureAfter).not.toBe(pictureBefore)
})

test('a wrong figure gives an error with file, line, column and the lines around it', async () => {
  const root = copySite()
  const server = await serve(root)
  const guide = join(root, 'pages/guide.mdx')
  writeFileSync(guide, '# Guide\n\n::figure{#a aspekt=4:3 prompt="A -> B"}\n')
  await expect(server.transformRequest('/pages/guide.mdx')).rejects.toMatchObject({
    plugin: 'figmill',
    message: expect.stringMatching(
      /^unknown attribute `aspekt` .*\[attribute-unknown\]\nDid you mean `aspect`/,
    ),
    id: guide,
    loc: { file: guide, line: 3, column: 12 },
    frame: expect.stringContaining(
      '3 | ::figure{#a aspekt=4:3 prompt="A -> B"}\n  |             ^',
    ),
  })
})

test('an error in a data file points into the data file', async () => {
  const root = copySite()
  const server = await serve(root)
  const data = join(root, 'pages/depth.csv')
  writeFileSync(data, 'depth,error\n2,"0.5\n')
  await expect(server.transformRequest('/pages/note.md')).rejects.toMatchObject({
    id: data,
    loc: { file: data, line: 2 },
    frame: expect.stringContaining('2 | 2,"0.5'),
  })
})

test.for([
  ['the document', 'pages/note.md', '# Note\n\n::figure{prompt="A -> B"}\n'],
  ['the data file it names', 'pages/depth.csv', 'depth,error\n1,1\n2,4\n'],
])(
  'a page whose figure failed is loaded again when %s is put right',
  async ([, file = '', text = '']) => {
    const root = copySite()
    rmSync(join(root, 'pages/depth.csv'))
    const server = await serve(root)
    const messages = recordMessages(server)
    await server.transformRequest('/main.js')
    await expect(server.transformRequest('/pages/note.md')).rejects.toThrow('there is no file')
    await change(server, join(root, file), text)
    await expect.poll(() => messages.map(({ type }) => type)).toContain('full-reload')
    const { code = '' } = (await server.transformRequest('/pages/note.md')) ?? {}
    expect(code).toContain('.svg')
  },
)

/** A server whose first look at all documents has begun, and the warnings it tells. */
async function serveAndWarm(root: string): Promise<{ server: ViteDevServer; told: string[] }> {
  const told: string[] = []
  const config = await siteConfig(root)
  const { createLogger } = await import('vite')
  const customLogger = { ...createLogger('silent'), warn: (text: string) => void told.push(text) }
  const server = await createServer({
    ...config,
    customLogger,
    server: { middlewareMode: true, watch: null, ws: false },
  })
  onTestFinished(() => server.close())
  await server.environments.client.pluginContainer.buildStart()
  return { server, told }
}

test('the server starts, and tells, when a document is wrong; other documents are served', async () => {
  const root = copySite()
  writeFileSync(join(root, 'pages/guide.mdx'), '::figure{}\n')
  const { server, told } = await serveAndWarm(root)
  const note = await server.transformRequest('/pages/note.md')
  expect(note?.code).toContain('.svg')
  await expect
    .poll(() => told)
    .toContainEqual(expect.stringMatching(/^pages\/guide\.mdx:1:1: error: /))
})

test('the server goes on, and tells where, when a provider of the project throws', async () => {
  const root = copySite()
  writeFileSync(
    join(root, 'figmill.config.mjs'),
    `const resolve = () => { throw new TypeError('odd figure') }
    export default { providers: [{ name: 'odd', optionNames: [], resolve, submit() {} }] }`,
  )
  writeFileSync(join(root, 'pages/guide.mdx'), '::figure{provider=odd prompt="A -> B"}\n')
  const { server, told } = await serveAndWarm(root)
  await expect
    .poll(() => told)
    .toContainEqual(expect.stringMatching(/^TypeError: odd figure\n +at .*figmill\.config\.mjs/))
  const note = await server.transformRequest('/pages/note.md')
  expect(note?.code).toContain('.svg')
})

test('what is asked for as raw text is the text of its author', async () => {
  const root = copySite()
  const server = await serve(root)
  const raw = await server.transformRequest('/pages/note.md?raw')
  expect(raw?.code).toContain('::figure[Depth against error]')
  expect(readFileSync(join(root, 'pages/note.md'), 'utf8')).toContain('::figure[Depth')
})

test('a change of the configuration file restarts the server', async () => {
  const root = copySite()
  const file = join(root, 'figmill.config.json')
  writeFileSync(file, '{}\n')
  const server = await serve(root)
  expect(server.config.configFileDependencies).toContain(file)
})

test('the watcher does not look into the cache', async () => {
  const root = copySite()
  const server = await serve(root)
  expect(server.config.server.watch).toBeNull()
  const config = await siteConfig(root)
  const watching = await createServer({ ...config, server: { middlewareMode: true, ws: false } })
  onTestFinished(() => watching.close())
  const ignored = [watching.config.server.watch?.ignored].flat(2)
  const ignores = (path: string) =>
    ignored.some((matcher) => typeof matcher === 'function' && matcher(path))
  expect(ignores(join(root, '.figmill/figures/a.svg'))).toBe(true)
  expect(ignores(join(root, '.figmill'))).toBe(true)
  expect(ignores(join(root, 'pages/note.md'))).toBe(false)
  expect(ignores(root)).toBe(false)
})
