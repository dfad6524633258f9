import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, type EvaluateOptions, evaluate } from '@mdx-js/mdx'
import remarkDirective from 'remark-directive'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import type { PluggableList } from 'unified'
import { VFile } from 'vfile'
import { expect, test } from 'vitest'
import remarkFigures from '../../src/index.js'
import { createProject, stringRuntime } from './project.js'

const document = `# Served at 10:30

:::figure[Accuracy on *ImageNet*, a < b {x}.]{#acc .wide aspect=4:3 width=80%}
Bar chart of accuracy, where a<b, {x} and </y> mean nothing

\`\`\`json data
{"model": ["A", "B"], "accuracy": [76.1, 81.8]}
\`\`\`
:::

After {1 + 1}.
`

async function render(root: string, value: string, remarkPlugins: PluggableList): Promise<string> {
  const file = new VFile({ cwd: root, path: join(root, 'docs/page.mdx'), value })
  const { default: Page } = await evaluate(file, {
    ...(stringRuntime as unknown as EvaluateOptions),
    remarkPlugins,
  })
  return String(Page({}))
}

async function compilePage(
  root: string,
  value: string,
  target: 'import' | 'next',
): Promise<string> {
  const file = new VFile({ cwd: root, path: join(root, 'docs/page.mdx'), value })
  return String(await compile(file, { jsx: true, remarkPlugins: [[remarkFigures, { target }]] }))
}

const figure =
  /<figure id="acc" className="wide" style="{"width":"80%"}"><img src="(\.\.\/\.figmill\/figures\/acc\.[0-9a-f]{10}\.svg)" alt="Bar chart[^"]*" width="\d+" height="\d+"><\/img>\n<figcaption>Accuracy on <em>ImageNet<\/em>, a < b {x}\.<\/figcaption><\/figure>/

test('MDX runs with any text in the prompt, and the picture is where the page says', async () => {
  const root = createProject()
  const html = await render(root, document, [remarkFigures])
  expect(html).toMatch(figure)
  expect(html).toContain('<h1>Served at 10:30</h1>')
  expect(html).toContain('<p>After 2.</p>')
  const [, url = ''] = figure.exec(html) ?? []
  expect(readFileSync(join(root, 'docs', url), 'utf8')).toContain('<svg')
})

test.for<[string, PluggableList]>([
  ['before it', [remarkDirective, remarkFigures]],
  ['after it', [remarkFigures, remarkDirective]],
])('remark-directive %s changes nothing about figures', async ([, plugins]) => {
  const root = createProject()
  const html = await render(root, document, plugins)
  expect(html).toMatch(figure)
})

test('other syntaxes go on working, and front matter gives defaults', async () => {
  const root = createProject()
  const value = `---\nfigures:\n  aspect: "1:1"\n---\n\n| a |\n| - |\n| b |\n\n${document.replace(' aspect=4:3', '')}`
  const plugins = [remarkFrontmatter, remarkGfm, remarkFigures]
  const html = await render(root, value, plugins)
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(html) ?? []
  expect(width).toBe(height)
  expect(html).toContain('<table>')
  expect(html).not.toContain('<hr')
})

test('a figure in a list, a quote and JSX stays there', async () => {
  const root = createProject()
  const leaf = (id: string) => `::figure{#${id} prompt="A -> B"}`
  const html = await render(
    root,
    `- one\n- ${leaf('a')}\n\n> ${leaf('b')}\n\n<div>\n  ${leaf('c')}\n</div>\n`,
    [remarkFigures],
  )
  expect(html).toMatch(/<li>\n<figure id="a">/)
  expect(html).toMatch(/<blockquote>\n<figure id="b">/)
  expect(html).toMatch(/<div><figure id="c">/)
})

test('`import` imports each picture once, under names the author does not use', async () => {
  const root = createProject()
  const twice = '::figure{prompt="A -> B"}\n\n'
  const code = await compilePage(
    root,
    `export const _figmill0 = 1\n\n${document}${twice}`,
    'import',
  )
  expect(code).toMatch(/^import __figmill0 from "\.\.\/\.figmill\/figures\/acc\.\w{10}\.svg";$/m)
  expect(code).toMatch(
    /<_components\.img src=\{__figmill0\} alt="[^"]+" width="\d+" height="\d+" \/>/,
  )
  expect(code.match(/^import /gm)).toHaveLength(2)
  expect(
    await compilePage(root, `export const _figmill0 = 1\n\n${document}${twice}`, 'import'),
  ).toBe(code)
})

test('`next` reads the address from the object Next.js imports', async () => {
  const code = await compilePage(createProject(), document, 'next')
  expect(code).toMatch(/src=\{_figmill0\.src\}/)
})

test('a figure that is only shown in a template literal is neither made nor replaced', async () => {
  const root = createProject()
  const value = 'export const shown = `\n::figure{prompt="A -> B"}\n`\n\n{shown}\n'
  expect(await render(root, value, [remarkFigures])).toContain('::figure{prompt=')
})
