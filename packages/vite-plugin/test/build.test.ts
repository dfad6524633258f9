import { execFile } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Options as MdxOptions } from '@mdx-js/rollup'
import remarkFigures from 'remark-figmill'
import { build, createBuilder, type Rollup } from 'vite'
import { expect, test } from 'vitest'
import { figmill } from '../src/index.js'
import { copySite, listFiles, readScripts, siteConfig } from './site.js'

test('a build gives hashed pictures, and scripts that name them', async () => {
  const root = copySite()
  await build(await siteConfig(root))
  const assets = listFiles(join(root, 'dist/assets'))
  const scripts = readScripts(root)
  for (const id of ['accuracy', 'depth']) {
    const picture = assets.find((name) => name.startsWith(`${id}.`))
    expect(picture).toMatch(/^\w+\.[0-9a-f]{10}-[\w-]{8}\.svg$/)
    expect(scripts).toContain(`/assets/${picture}`)
  }
  expect(scripts).toContain('The error falls with depth')
  expect(scripts).not.toMatch(/::figure|Bar chart of accuracy by model, where/)
})

test('text that is no figure is not touched', async () => {
  const root = copySite()
  await build(await siteConfig(root))
  const scripts = readScripts(root)
  expect(scripts).toContain('Served at 10:30, for ')
  expect(scripts).toContain(':::note')
})

test('MDX through the remark plugin alone gives the same pictures', async () => {
  const root = copySite()
  await build(await siteConfig(root))
  const before = listFiles(join(root, 'dist/assets')).filter((name) => name.endsWith('.svg'))
  const mdxOptions: MdxOptions = {
    remarkPlugins: [[remarkFigures, { root, target: 'import' }]],
  }
  writeFileSync(
    join(root, 'main.js'),
    "import Guide from './pages/guide.mdx'\nconsole.log(Guide())\n",
  )
  await build(await siteConfig(root, { rewrite: false, mdxOptions }))
  const after = listFiles(join(root, 'dist/assets')).filter((name) => name.endsWith('.svg'))
  expect(after).toEqual(before.filter((name) => name.startsWith('accuracy.')))
  expect(readScripts(root)).toContain(`/assets/${after[0]}`)
})

test('a second build makes nothing and writes no file of the project again', async () => {
  const root = copySite()
  await build(await siteConfig(root))
  const files = listFiles(join(root, '.figmill')).map((name) => join(root, '.figmill', name))
  const before = files.map((file) => [file, statSync(file).mtimeMs])
  const lockfile = statSync(join(root, 'figmill.lock')).mtimeMs
  const scripts = readScripts(root)
  await build(await siteConfig(root, { frozen: true }))
  expect(files.map((file) => [file, statSync(file).mtimeMs])).toEqual(before)
  expect(statSync(join(root, 'figmill.lock')).mtimeMs).toBe(lockfile)
  expect(readScripts(root)).toBe(scripts)
})

test('a frozen build that misses a figure fails and names the document', async () => {
  const root = copySite()
  await expect(build(await siteConfig(root, { frozen: true }))).rejects.toThrow(
    /guide\.mdx#accuracy/,
  )
  expect(existsSync(join(root, 'figmill.lock'))).toBe(false)
})

test('the figures of all documents are made before the first one is loaded', async () => {
  const root = copySite()
  const seen: string[][] = []
  const spy = {
    name: 'spy',
    enforce: 'pre' as const,
    load(id: string) {
      if (id.endsWith('main.js')) seen.push(listFiles(join(root, '.figmill/figures')))
    },
  }
  await build(await siteConfig(root, { plugins: [spy] }))
  expect(seen).toEqual([[expect.stringMatching(/^accuracy\./), expect.stringMatching(/^depth\./)]])
})

test('client and server are built with the same addresses', async () => {
  const root = copySite()
  const config = await siteConfig(root)
  const builder = await createBuilder({
    ...config,
    builder: { sharedConfigBuild: true },
    environments: {
      client: { build: { outDir: 'dist' } },
      ssr: {
        build: { outDir: 'dist-ssr', rollupOptions: { input: join(root, 'pages/guide.mdx') } },
      },
    },
  })
  await Promise.all(Object.values(builder.environments).map((one) => builder.build(one)))
  const [address] = /\/assets\/accuracy[\w.-]+\.svg/.exec(readScripts(root)) ?? ['none']
  const server = readFileSync(join(root, 'dist-ssr/guide.js'), 'utf8')
  expect(server).toContain(address)
})

test('the folder of the pictures is there even when no document has a figure', async () => {
  const root = copySite()
  writeFileSync(join(root, 'pages/guide.mdx'), '# Guide\n')
  writeFileSync(join(root, 'pages/note.md'), '# Note\n')
  await build(await siteConfig(root))
  expect(listFiles(join(root, '.figmill/figures'))).toEqual([])
})

test('a line behind a figure is found in the document through the source map', async () => {
  const root = copySite()
  const { SourceMap } = await import('node:module')
  const config = await siteConfig(root)
  const output = (await build({
    ...config,
    build: { ...config.build, sourcemap: true, minify: false },
  })) as Rollup.RollupOutput
  const [chunk] = output.output
  const map = new SourceMap(JSON.parse(chunk.map?.toString() ?? '{}'))
  const lines = chunk.code.split('\n')
  const line = lines.findIndex((text) => text.includes('After the figure.'))
  const column = lines[line]?.indexOf('"After the figure."') ?? 0
  const entry = map.findEntry(line, column)
  const source = readFileSync(join(root, 'pages/guide.mdx'), 'utf8').split('\n')
  expect(entry).toMatchObject({
    originalSource: expect.stringMatching(/pages\/guide\.mdx$/),
    originalLine: source.indexOf('After the figure.'),
  })
})

test('every wrong figure is told with file, line and column; the build fails with the first', async () => {
  const root = copySite()
  writeFileSync(join(root, 'pages/guide.mdx'), '# A\n\n::figure{#a aspekt=4:3 prompt="A -> B"}\n')
  writeFileSync(join(root, 'pages/note.md'), 'Text\n\n> ::figure{#b data=no.csv prompt="x"}\n')
  const warnings: { message: string; loc?: unknown }[] = []
  const config = await siteConfig(root)
  const failure = build({
    ...config,
    build: {
      rollupOptions: { onwarn: (warning) => void warnings.push(warning) },
    },
  })
  await expect(failure).rejects.toMatchObject({
    message: expect.stringMatching(/unknown attribute `aspekt`[\s\S]*Did you mean `aspect`/),
  })
  const error: unknown = await failure.catch((reason: unknown) => reason)
  const [first] = (error as { errors?: unknown[] }).errors ?? [error]
  expect(first).toMatchObject({
    plugin: 'figmill',
    id: join(root, 'pages/guide.mdx'),
    loc: { file: join(root, 'pages/guide.mdx'), line: 3, column: expect.any(Number) },
    frame: expect.stringMatching(/3 \| ::figure\{#a aspekt=4:3[\s\S]*\^/),
  })
  expect(warnings).toContainEqual(
    expect.objectContaining({
      message: expect.stringContaining('there is no file `pages/no.csv`'),
      loc: { file: join(root, 'pages/note.md'), line: 3, column: 19 },
    }),
  )
})

test('an option that does not exist is refused with the nearest that does', () => {
  expect(() => figmill({ frozne: true } as object)).toThrow(
    /unknown option `frozne`[\s\S]*Did you mean `frozen`/,
  )
  expect(() => figmill({ images: 'inline' } as object)).toThrow(
    /`images` is "inline", expected `markdown`, `import` \[config-invalid\]$/,
  )
})

test('a build ends, whatever connection the shared cache holds', async () => {
  const root = copySite()
  rmSync(join(root, 'pages'), { recursive: true })
  writeFileSync(join(root, 'main.js'), 'export const text = "no page"\n')
  writeFileSync(
    join(root, 'figmill.config.mjs'),
    `const timer = setInterval(() => {}, 1_000)
    const [get, set, has] = [async () => undefined, async () => true, async () => false]
    const disconnect = async () => clearInterval(timer)
    export default { sharedCache: { store: { get }, get, set, has, delete: has, on() {}, disconnect } }`,
  )
  const plugin = JSON.stringify(join(import.meta.dirname, '../dist/index.js'))
  const script = `import { build } from ${JSON.stringify(import.meta.resolve('vite'))}
    import { figmill } from ${plugin}
    const lib = { entry: 'main.js', formats: ['es'] }
    await build({ configFile: false, logLevel: 'silent', plugins: [figmill()], build: { lib } })
    console.log('built')`
  const argv = ['--input-type=module', '--eval', script]
  const options = { cwd: root, timeout: 30_000 }
  expect((await promisify(execFile)(process.execPath, argv, options)).stdout).toBe('built\n')
})
