import { expect, it } from 'vitest'
import { createWorkspace, type Workspace } from './workspace.js'

const pictureOf = (workspace: Workspace) =>
  [...workspace.files('build')].find(([path]) => path.endsWith('.svg'))?.[1].text ?? ''

const specOf = (url: string) =>
  JSON.stringify({
    data: { url, format: { type: 'csv' } },
    mark: 'bar',
    encoding: {
      x: { field: 'name', type: 'nominal' },
      y: { field: 'value', type: 'quantitative' },
    },
  })

const figureWith = (spec: string) =>
  `# Page\n\n:::figure{#a}\n\`\`\`vega-lite\n${spec}\n\`\`\`\n:::\n`

it('a spec draws the data of a file in the project, and draws anew when the file changes', async () => {
  const workspace = createWorkspace({
    'docs/page.md': figureWith(specOf('../data/table.csv')),
    'data/table.csv': 'name,value\nx,1\ny,2\n',
  })
  await workspace.settle()
  const first = await workspace.figmill('build', '--json')
  expect(first.json).toMatchObject({ ok: true, made: 1 })
  const picture = pictureOf(workspace)
  expect((await workspace.figmill('build')).stdout).toContain('nothing changed')
  workspace.write('data/table.csv', 'name,value\nx,1\ny,7\n')
  expect((await workspace.figmill('build', '--json')).json).toMatchObject({ made: 1 })
  expect(pictureOf(workspace)).not.toBe(picture)
})

it.each([
  [
    'https://example.org/table.csv',
    /`data\.url` .* `https:\/\/example\.org\/table\.csv`.*loads nothing/,
  ],
  ['/etc/hosts', /loads nothing/],
  ['../../outside.csv', /outside/],
  ['missing.csv', /missing\.csv/],
  ['page.md', /not a kind of data file/],
])('a spec with data from `%s` is an error at its fence', async (url, message) => {
  const workspace = createWorkspace({ 'docs/page.md': figureWith(specOf(url)) })
  const { code, stderr } = await workspace.figmill('build')
  expect(code).toBe(2)
  expect(stderr).toContain('docs/page.md:4:1')
  expect(stderr).toMatch(message)
})
