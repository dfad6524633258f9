import type { Nodes, Root } from 'mdast'
import { toHast } from 'mdast-util-to-hast'
import remarkDirective from 'remark-directive'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkStringify from 'remark-stringify'
import { type PluggableList, unified } from 'unified'
import { VFile } from 'vfile'
import { expect, test } from 'vitest'
import remarkFigures from '../../src/index.js'
import { createProject } from './project.js'

async function toTree(
  root: string,
  value: string,
  {
    after = [],
    before = [],
    path = 'page.md',
  }: { after?: PluggableList; before?: PluggableList; path?: string } = {},
): Promise<Root> {
  const file = new VFile({ cwd: root, path, value })
  const processor = unified().use(remarkParse).use(before).use(remarkFigures).use(after)
  return (await processor.run(processor.parse(file), file)) as Root
}

function typesOf(node: Nodes): string[] {
  return [node.type, ...('children' in node ? node.children.flatMap(typesOf) : [])]
}

const figure = '::figure[The *pipeline*.]{#p prompt="Parse -> Hash" alt="Two boxes"}'

test('a figure is a figure in HTML, with the caption as Markdown', async () => {
  const tree = await toTree(createProject(), `Text\n\n${figure}\n`)
  expect(toHast(tree)).toMatchObject({
    children: [
      { tagName: 'p' },
      { type: 'text' },
      {
        tagName: 'figure',
        properties: { id: 'p', ariaDescribedBy: 'p-description' },
        children: [
          {
            tagName: 'img',
            properties: {
              src: expect.stringMatching(/^\.\/\.figmill\/figures\/p\.[0-9a-f]{10}\.svg$/),
              alt: 'Two boxes',
              width: expect.any(Number),
              height: expect.any(Number),
            },
          },
          {
            tagName: 'p',
            properties: { id: 'p-description', hidden: true },
            children: [{ value: expect.stringContaining('Parse') }],
          },
          { type: 'text', value: '\n' },
          {
            tagName: 'figcaption',
            children: [{ value: 'The ' }, { tagName: 'em' }, { value: '.' }],
          },
        ],
      },
    ],
  })
})

test('the node stands where the directive stood', async () => {
  const tree = await toTree(createProject(), `Text\n\n${figure}\n`)
  expect(tree.children[1]?.position).toMatchObject({
    start: { line: 3, column: 1, offset: 6 },
    end: { line: 3, offset: 6 + figure.length },
  })
})

test('all forms are known: container, leaf, group, code block', async () => {
  const value = `:::figure{#a}
A -> B
:::

~~~figure {#b}
B -> C
~~~

::::figures[Both.]{#c}
:::figure[One]
C -> D
:::
::figure[Two]{prompt="D -> E"}
::::
`
  for (const plugins of [{}, { before: [remarkDirective] }, { after: [remarkDirective] }]) {
    const tree = await toTree(createProject(), value, plugins)
    const images = tree.children.map((node) => ('children' in node ? node.children[0] : node))
    expect(images).toMatchObject([
      { type: 'image', url: expect.stringMatching(/\/a\./) },
      { type: 'image', url: expect.stringMatching(/\/b\./) },
      { type: 'image', url: expect.stringMatching(/\/c\./) },
    ])
  }
})

test('prose with colons and the directives of others are left to others', async () => {
  const value =
    'At 10:30, ratio 4:3 and a:figure.\n\n:::note\nText\n:::\n\n:::figurine\nText\n:::\n'
  const root = createProject()
  const plain = await toTree(root, value + figure)
  expect(typesOf({ type: 'root', children: plain.children.slice(0, 3) })).toEqual([
    'root',
    'paragraph',
    'text',
    'paragraph',
    'text',
    'paragraph',
    'text',
  ])
  const withDirectives = await toTree(root, value + figure, { after: [remarkDirective] })
  expect(withDirectives.children.map(({ type }) => type)).toEqual([
    'paragraph',
    'containerDirective',
    'containerDirective',
    'paragraph',
  ])
})

test.for([
  ['a byte order mark', `\uFEFF${figure}\n\n${figure.replace('#p', '#q')}\n`],
  ['CR LF', `Text\r\n\r\n${figure}\r\n\r\n${figure.replace('#p', '#q')}\r\n`],
  ['no last line ending', `${figure}\n${figure.replace('#p', '#q')}`],
])('%s moves no figure', async ([, value = '']) => {
  const tree = await toTree(createProject(), value, { after: [remarkGfm] })
  expect(typesOf(tree).filter((type) => type === 'image')).toHaveLength(2)
  expect(typesOf(tree)).not.toContain('figureDirective')
})

test('a document in a folder names the picture from there', async () => {
  const tree = await toTree(createProject(), figure, { path: 'a/b/page.md' })
  expect(tree.children[0]).toMatchObject({
    children: [{ url: expect.stringMatching(/^\.\.\/\.\.\/\.figmill\/figures\/p\./) }, {}, {}, {}],
  })
})

test('a document without figures costs nothing', async () => {
  const root = createProject({ 'figmill.config.json': 'no JSON' })
  await expect(toTree(root, 'Text with :::note and `::figure`\n')).rejects.toThrow()
  expect(await toTree(root, 'Text about figures\n')).toMatchObject({ type: 'root' })
})

test('the result can be written as Markdown', async () => {
  const file = new VFile({ cwd: createProject(), path: 'page.md', value: `${figure}\n` })
  const processor = unified().use(remarkParse).use(remarkFigures).use(remarkStringify)
  expect(String(await processor.process(file))).toMatch(
    /^!\[Two boxes\]\(\.\/\.figmill\/figures\/p\.\w+\.svg\)\n\*The \*pipeline\*\.\*\n$/,
  )
})

test('options are checked at once, each with the nearest name', () => {
  const use = (options: object) => () =>
    unified().use(remarkParse).use(remarkFigures, options).freeze()
  expect(use({ taget: 'next', frozen: 'yes' })).toThrow(
    /unknown option `taget`[\s\S]*Did you mean `target`\?[\s\S]*`frozen` is "yes", expected a boolean/,
  )
  expect(use({ target: 'html' })).toThrow(/expected `markdown`, `import`, `next`/)
})
