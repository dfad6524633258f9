import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { expect, test } from 'vitest'
import remarkFigures, { type Options } from '../../src/index.js'
import { createProject } from './project.js'

async function fail(
  root: string,
  value: string,
  options: Options = {},
): Promise<{ error: Error; file: VFile }> {
  const file = new VFile({ cwd: root, path: 'docs/page.md', value })
  const processor = unified().use(remarkParse).use(remarkGfm).use(remarkFigures, options)
  const outcome = await processor.run(processor.parse(file), file).catch((error: unknown) => error)
  if (!(outcome instanceof Error)) throw new Error('the document did not fail')
  return { error: outcome, file }
}

test('every problem is a message with place, code and advice; the document fails once', async () => {
  const value = `Text

> ::figure{#a aspekt=4:3 prompt="A -> B"}

::figure{#a prompt="A -> B"}

::figure{#c prompt="A -> B" width=wide}
`
  const { error, file } = await fail(createProject(), value)
  expect(file.messages.map(({ fatal, ruleId, source }) => [source, ruleId, fatal])).toEqual([
    ['remark-figures', 'id-duplicate', true],
    ['remark-figures', 'attribute-unknown', true],
    ['remark-figures', 'attribute-invalid', true],
  ])
  const unknown = file.messages.find(({ ruleId }) => ruleId === 'attribute-unknown')
  expect(unknown).toMatchObject({
    reason: 'unknown attribute `aspekt` of a figure by `local`',
    line: 3,
    column: 15,
    place: { line: 3, column: 15, offset: value.indexOf('aspekt') },
    note: 'Did you mean `aspect`?',
    file: 'docs/page.md',
  })
  expect(error).toBe(file.messages[0])
  // Most hosts print this text and nothing else.
  for (const { line, column, reason } of file.messages.slice(1)) {
    expect(error.message).toContain(`docs/page.md:${line}:${column}: ${reason}`)
  }
  expect(error.message).toContain('Did you mean `aspect`?')
})

test('an error in a data file is told with the place in that file', async () => {
  const root = createProject({ 'docs/data.json': '{\n  "a": [1,]\n}\n' })
  const { error } = await fail(root, '::figure{data=data.json prompt="Bar chart of a"}\n')
  expect(error.message).toMatch(/^docs\/data\.json:2:\d+: /)
})

test('a wrong configuration is told as a message, and is read again when it is put right', async () => {
  const root = createProject({ 'figmill.config.json': '{ "concurency": 2 }' })
  const value = '::figure{prompt="A -> B"}\n'
  const { error } = await fail(root, value)
  expect(error.message).toMatch(/figmill\.config\.json:1:3: unknown option `concurency`/)
  writeFileSync(join(root, 'figmill.config.json'), '{ "concurrency": 2, "cacheDir": ".c" }')
  const file = new VFile({ cwd: root, path: 'docs/page.md', value })
  const processor = unified().use(remarkParse).use(remarkFigures)
  await processor.run(processor.parse(file), file)
  expect(file.messages).toEqual([])
})

test('a figure in a footnote is an error, not left as text', async () => {
  const value = 'Text[^1]\n\n[^1]: Note\n\n    ::figure{prompt="A -> B"}\n'
  const { file } = await fail(createProject(), value)
  expect(file.messages).toMatchObject([{ ruleId: 'directive-syntax', line: 5, column: 5 }])
})

test('a document outside the project is refused', async () => {
  const root = createProject({ 'site/figmill.config.json': '{}' })
  const { error } = await fail(root, '::figure{prompt="A -> B"}\n', { root: 'site' })
  expect(error.message).toMatch(/is outside the project/)
})

test('a frozen document names the command that makes what is missing', async () => {
  const { file } = await fail(createProject(), '::figure{#a prompt="A -> B"}\n', { frozen: true })
  expect(file.messages).toMatchObject([
    { ruleId: 'figure-missing', line: 1, note: 'Make it with: figmill build docs/page.md' },
  ])
})
