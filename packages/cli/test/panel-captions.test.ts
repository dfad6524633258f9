import { expect, it } from 'vitest'
import { createWorkspace } from './workspace.js'

const group = (attributes: string) => `::::figures[Two ways.]{#both${attributes}}
:::figure[There]{task=diagram}
A -> B
:::
:::figure[And back]{task=diagram}
B -> A
:::
::::
`

it('panels without letters have their captions above them, and the caption does not repeat them', async () => {
  const workspace = createWorkspace({ 'page.md': group(' labels=none') })
  expect((await workspace.figmill('build')).code).toBe(0)
  const files = [...workspace.files('build')]
  const svg = files.find(([path]) => path.endsWith('.svg'))?.[1].text ?? ''
  expect(svg).toContain(' data-text="There"')
  expect(svg).toContain(' data-text="And back"')
  const page = files.find(([path]) => path.endsWith('page.md'))?.[1].text ?? ''
  expect(page).toContain('Two ways.')
  expect(page).not.toMatch(/Two ways\. .*And back/)
})

it('panels with letters are told apart by the caption', async () => {
  const workspace = createWorkspace({ 'page.md': group('') })
  expect((await workspace.figmill('build')).code).toBe(0)
  const files = [...workspace.files('build')]
  const page = files.find(([path]) => path.endsWith('page.md'))?.[1].text ?? ''
  expect(page).toContain('**(b)** And back')
})
