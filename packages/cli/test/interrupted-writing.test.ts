import { buildProject, openProject } from 'remark-figmill/internal-project'
import { describe, expect, it } from 'vitest'
import { createWorkspace } from './workspace.js'

const page = (label: string) => `# Page\n\n::figure{#f prompt="${label} -> B"}\n`

describe('a build that ends while it writes', () => {
  it.each([1, 2, 3])(
    'after %d files leaves nothing that a later build takes for a stranger’s',
    async (files) => {
      const workspace = createWorkspace({ 'a.md': page('one'), 'b.md': page('two') })
      const interrupt = new AbortController()
      let written = 0
      const project = await openProject({
        cwd: workspace.root,
        signal: interrupt.signal,
        listener: ({ type }) => {
          if (type === 'file-written' && ++written === files) interrupt.abort(new Error('stopped'))
        },
      })
      await expect(buildProject(project)).rejects.toThrowError('stopped')
      for (const path of ['a.md', 'b.md']) workspace.write(path, page('three'))
      const { code, stderr } = await workspace.figmill('build', '--quiet')
      expect([code, stderr]).toEqual([0, ''])
      expect([...workspace.files('build/figures').keys()]).toHaveLength(1)
    },
  )
})
