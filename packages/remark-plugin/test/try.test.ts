import { mkdtempSync, writeFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile } from '@mdx-js/mdx'
import { VFile } from 'vfile'
import remarkDirective from 'remark-directive'
import { test } from 'vitest'
import remarkFigures from '../src/index.js'

test('try', async () => {
  const root = mkdtempSync(join(tmpdir(), 'fm-'))
  writeFileSync(join(root, 'd.csv'), 'a,b\nx,1\ny,2\n')
  const value = `# Hi 10:30 {1+1}

:::figure[Accuracy on *ImageNet* {x} <b.]{#fig-a aspect=4:3 .wide width=80%}
Bar chart of accuracy where a<b and {x}

\`\`\`json data
{"model": ["A", "B"], "accuracy": [76.1, 81.8]}
\`\`\`
:::

- ::figure[P]{#p prompt="Parse -> Hash"}
`
  for (const target of ['markdown', 'import', 'next'] as const) {
    const file = new VFile({ path: join(root, 'doc/a.mdx'), cwd: root, value })
    const out = await compile(file, { jsx: true, remarkPlugins: [[remarkFigures, { target }], remarkDirective] })
    console.log(String(out), file.messages)
  }
  console.log(readdirSync(root, { recursive: true }))
})
