import { describe, expect, test } from 'vitest'
import { createServiceProject } from './service-project.js'

const firstKey = 'flk_0123456789abcdef'
const secondKey = 'flk_fedcba9876543210'

/** Pictures of flokan, each but the first made from the one before. */
const chain = (...prompts: string[]) =>
  prompts
    .map((prompt, index) => {
      const from = index === 0 ? '' : ` from="#step-${index - 1}"`
      return `::figure[A step.]{#step-${index} provider=flokan prompt="${prompt}"${from}}\n`
    })
    .join('\n')

async function createProject(...prompts: string[]) {
  const { services, workspace } = await createServiceProject({
    documents: { 'a.md': chain(...prompts) },
    emulated: { flokan: { keys: [firstKey, secondKey] } },
    services: { flokan: { apiKey: firstKey } },
  })
  const service = services.get('flokan')
  if (service === undefined) throw new Error('there is no service')
  const config = workspace.read('figmill.config.json')

  /** What its pictures are called there, oldest first. */
  async function results(): Promise<string[]> {
    const { baseUrl } = JSON.parse(config).services.flokan
    const headers = { authorization: `Bearer ${firstKey}` }
    const answer = await fetch(`${baseUrl}/jobs`, { headers })
    const { data } = JSON.parse(await answer.text())
    return data.map((job: { result_image_id: string }) => job.result_image_id).reverse()
  }

  return {
    workspace,
    specs: () => workspace.read('figmill.lock').match(/"spec":"\w+"/g),
    results,
    charged: () => service.charges().length,
    /** What its pictures were made from. */
    sources: () =>
      service.submissions().map(({ body }) => (body as { image_id?: string }).image_id),
    /** Builds without the shortcut for folders in which nothing changed. */
    async build(...argv: string[]) {
      workspace.remove('build')
      const { code, stderr } = await workspace.figmill('build', ...argv)
      expect(stderr).not.toContain('error')
      expect(code).toBe(0)
    },
    configureKey: (key: string) =>
      workspace.write('figmill.config.json', config.replace(firstKey, key)),
  }
}

describe('a picture of flokan that starts from another', () => {
  test('starts from it where it was made, is bought once, and locked as ever', async () => {
    const { build, charged, results, sources, workspace } = await createProject(
      'A lighthouse',
      'By night',
      'In fog',
    )
    await build()
    const [first, second] = await results()
    expect(sources()).toEqual([undefined, first, second])
    const locked = workspace.read('figmill.lock')
    await build()
    await build('--frozen')
    await build('--offline')
    expect(workspace.read('figmill.lock')).toBe(locked)
    expect(charged()).toBe(3)
  })

  test.each(['on another machine', 'with another key'])(
    'that was made %s is uploaded, and its edit is locked as the same request',
    async (how) => {
      const edited = ['A lighthouse', 'By night']
      const { build, charged, configureKey, results, sources, specs, workspace } =
        await createProject('A lighthouse')
      await build()
      if (how === 'with another key') configureKey(secondKey)
      else workspace.remove('.figmill/ledger.sqlite')
      workspace.write('a.md', chain(...edited))
      await build()
      expect(sources()[1]).toEqual(expect.any(String))
      expect(await results()).not.toContain(sources()[1])
      expect(charged()).toBe(2)

      const alike = await createProject(...edited)
      await alike.build()
      expect(await alike.results()).toContain(alike.sources()[1])
      expect(specs()).toHaveLength(2)
      expect(specs()).toEqual(alike.specs())
    },
  )
})
