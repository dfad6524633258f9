import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createWorkspace } from './workspace.js'

const sampleOf = (script: string) =>
  readFileSync(
    new URL(`../../../fixtures/gallery/fonts/NotoSans${script}-Subset.ttf`, import.meta.url),
  )

const files = {
  'figmill.config.json': '{ "fonts": ["fonts/labels.ttf"] }',
  'a.md': ':::figure[A]{#a alt="A"}\nנתונים -> מודל\n:::\n',
}

it('another font in the same file draws the figures anew, and `why` names it', async () => {
  const workspace = createWorkspace(files)
  workspace.write('fonts/labels.ttf', sampleOf('Hebrew'))
  await workspace.settle()
  const first = await workspace.figmill('build', '--json')
  expect(first.json).toMatchObject({ ok: true, made: 1, warnings: [] })
  expect((await workspace.figmill('build')).stdout).toContain('nothing changed')
  workspace.write('fonts/labels.ttf', sampleOf('Arabic'))
  await workspace.settle()
  const why = await workspace.figmill('why', 'a')
  expect(why.stdout).toMatch(/fonts/)
  const second = await workspace.figmill('build', '--json')
  expect(second.json.made).toBe(1)
  expect(second.stdout).toContain('No font has the Hebrew characters')
})

it('a font that is none is told before anything is drawn', async () => {
  const workspace = createWorkspace(files)
  workspace.write('fonts/labels.ttf', 'wOF2')
  const { code, stderr } = await workspace.figmill('build')
  expect(code).toBe(2)
  expect(stderr).toContain('figmill.config.json:1:13')
  expect(stderr).toContain('it is a WOFF2 web font (it starts with "wOF2")')
})
