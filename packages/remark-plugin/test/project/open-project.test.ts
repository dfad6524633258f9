import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openProject } from '../../src/project/open-project.js'
import { createProject } from '../plugin/project.js'

/** A shared cache that leaves a file behind when it is let go of. */
const sharedCache = `{
  store: { get() {} },
  get: async () => undefined,
  set: async () => true,
  delete: async () => true,
  on() {},
  disconnect: async () => writeFileSync(new URL('closed.txt', import.meta.url), ''),
}`

test.each([
  ['a default that no provider knows', `defaults: { prvider: 'local' }`],
  ['an option that does not exist', `outDri: 'web'`],
])('a configuration with %s keeps no connection open', async (_, option) => {
  const cwd = createProject({
    'figmill.config.mjs': `import { writeFileSync } from 'node:fs'
    export default { sharedCache: ${sharedCache}, ${option} }`,
  })
  await expect(openProject({ cwd })).rejects.toMatchObject({ code: expect.any(String) })
  expect(existsSync(join(cwd, 'closed.txt'))).toBe(true)
})
