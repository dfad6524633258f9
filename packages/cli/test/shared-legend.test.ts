import { expect, it } from 'vitest'
import { createWorkspace, type Workspace } from './workspace.js'

const pictureOf = (workspace: Workspace) =>
  [...workspace.files('build')].find(([path]) => path.endsWith('.svg'))?.[1].text ?? ''

const panel = (value: string, names: readonly [string, string]) => `:::figure{task=plot mark=line}
\`\`\`csv data
step,${value},run
1,3,${names[0]}
2,2,${names[0]}
1,4,${names[1]}
2,1,${names[1]}
\`\`\`
:::
`
const group = (...panels: string[]) => `::::figures{#both}\n${panels.join('')}::::\n`

/** How often a text stands in a picture: labels are outlined, and say what they show. */
const countLabel = (svg: string, label: string) => svg.split(` data-text="${label}"`).length - 1

it('panels that tell the same series apart share one legend above them', async () => {
  const workspace = createWorkspace({
    'page.md': group(panel('loss', ['SGD', 'AdamW']), panel('accuracy', ['SGD', 'AdamW'])),
  })
  expect((await workspace.figmill('build')).code).toBe(0)
  const svg = pictureOf(workspace)
  expect(countLabel(svg, 'SGD')).toBe(1)
  expect(countLabel(svg, 'AdamW')).toBe(1)
})

it('panels that do not agree keep a legend each', async () => {
  const workspace = createWorkspace({
    'page.md': group(panel('loss', ['SGD', 'AdamW']), panel('accuracy', ['AdamW', 'SGD'])),
  })
  expect((await workspace.figmill('build')).code).toBe(0)
  expect(countLabel(pictureOf(workspace), 'SGD')).toBe(2)
})
