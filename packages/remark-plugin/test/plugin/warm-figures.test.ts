import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { expect, test } from 'vitest'
import * as api from '../../src/index.js'
import { withHostSession } from '../../src/project/host-session.js'
import { createProject } from './project.js'

const figure = '::figure{#a prompt="A -> B"}\n'
const other = '::figure{#b prompt="B -> C"}\n'

async function process(root: string, path: string): Promise<void> {
  const file = new VFile({ cwd: root, path, value: readFileSync(join(root, path), 'utf8') })
  // A plugin of its own for each document, as some hosts have it.
  const processor = unified().use(remarkParse).use(api.remarkFigures, { root })
  await processor.run(processor.parse(file), file)
}

test('the package exports these names', () => {
  expect(Object.keys(api).sort()).toEqual(['default', 'remarkFigures', 'warmFigures'])
  expect(api.default).toBe(api.remarkFigures)
})

test('equal figures of documents that are read at once are made once', async () => {
  const root = createProject({ 'a.md': figure, 'b.md': figure + other, 'c.md': figure })
  await Promise.all(['a.md', 'b.md', 'c.md', 'a.md'].map((path) => process(root, path)))
  const project = await withHostSession({ root }, root, (session) => session.project)
  expect(project.maker.finishedJobs()).toBe(2)
})

test('after a warm-up, plugins make nothing and pictures are in place', async () => {
  const root = createProject({ 'a.md': figure, 'docs/b.mdx': other })
  expect(await api.warmFigures({ root })).toEqual([])
  expect(readdirSync(join(root, '.figmill/figures')).sort()).toEqual([
    expect.stringMatching(/^a\./),
    expect.stringMatching(/^b\./),
  ])
  const project = await withHostSession({ root }, root, (session) => session.project)
  expect(project.maker.finishedJobs()).toBe(2)
  await Promise.all([process(root, 'a.md'), process(root, 'docs/b.mdx')])
  expect(project.maker.finishedJobs()).toBe(2)
})

test('a warm-up writes the lockfile that a frozen one needs', async () => {
  const root = createProject({ 'a.md': figure })
  await expect(api.warmFigures({ root, frozen: true })).rejects.toThrow(/not in the lockfile/)
  await api.warmFigures({ root })
  expect(readFileSync(join(root, 'figmill.lock'), 'utf8')).toContain('"a.md#a"')
  await expect(api.warmFigures({ root, frozen: true })).resolves.toEqual([])
})

test('a warm-up of documents with errors makes nothing and tells all of them', async () => {
  const root = createProject({ 'a.md': figure, 'b.md': '::figure{}\n', 'c.md': '::figure[\n' })
  await expect(api.warmFigures({ root })).rejects.toThrow(/b\.md:1:1[\s\S]*c\.md:1:9/)
  expect(readdirSync(join(root, '.figmill/figures'))).toEqual([])
  expect(existsSync(join(root, 'figmill.lock'))).toBe(false)
})

test('the folder of the pictures is there without any figure', async () => {
  const root = createProject({ 'a.md': 'Text\n' })
  await api.warmFigures({ root })
  expect(readdirSync(join(root, '.figmill/figures'))).toEqual([])
})
