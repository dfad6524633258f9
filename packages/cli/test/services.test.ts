import { describe, expect, test } from 'vitest'
import { createServiceProject } from './service-project.js'
import { createWorkspace } from './workspace.js'

const figure = (provider: string, id: string, attributes = '') =>
  `::figure[A ${id}.]{#fig-${id} provider=${provider} task=diagram prompt="A ${id}" ${attributes}}\n`

describe('a service without a key', () => {
  test('makes nothing, and its variable is named', async () => {
    const workspace = createWorkspace({ 'a.md': figure('flokan', 'cat') })
    const { code, stderr } = await workspace.figmill('build')
    expect(stderr).toContain('a.md:1:1: error: `flokan` has no key')
    expect(stderr).toContain('FIGMILL_FLOKAN_API_KEY')
    expect(code).toBe(2)
  })

  test('is planned all the same', async () => {
    const workspace = createWorkspace({ 'a.md': figure('flokan', 'cat') })
    const { code, stdout } = await workspace.figmill('plan')
    expect(stdout).toContain('50 credits')
    expect(code).toBe(0)
  })
})

describe('conceptviz', () => {
  test('makes figures in batches, each charged once, and a second build asks nobody', async () => {
    const { services, workspace } = await createServiceProject({
      documents: { 'a.md': ['cat', 'dog', 'owl'].map((id) => figure('conceptviz', id)).join('\n') },
      emulated: { conceptviz: { keys: ['cvk_0123456789abcdef'] } },
    })
    const built = await workspace.figmill('build')
    expect(built.stderr).not.toContain('error')
    expect(built.code).toBe(0)
    expect(built.stdout).toContain('Spent: 6 credits of conceptviz')
    const service = services.get('conceptviz')
    expect(service?.charges().reduce((sum, { credits }) => sum + credits, 0)).toBe(6)
    const { submits } = service?.requests ?? {}
    workspace.remove('build')
    expect((await workspace.figmill('build')).code).toBe(0)
    expect(service?.requests.submits).toBe(submits)
  })
})
