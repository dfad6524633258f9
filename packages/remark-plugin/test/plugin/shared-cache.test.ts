import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { withHostSession } from '../../src/project/host-session.js'
import { createProject } from './project.js'

/** A store that holds the process until it is let go of, and works no more then: each is one more. */
const config = `
import { appendFileSync } from 'node:fs'
const timer = setInterval(() => {}, 1_000)
const values = new Map()
let isOpen = true
const valuesOfOpen = () => {
  if (!isOpen) throw new Error('it is closed')
  return values
}
const tell = (what) => appendFileSync(new URL('told.txt', import.meta.url), what)
tell('opened ')
export default {
  sharedCache: {
    store: { get: (key) => values.get(key) },
    get: async (key) => valuesOfOpen().get(key),
    set: async (key, value) => { valuesOfOpen().set(key, value); return true },
    has: async (key) => valuesOfOpen().has(key),
    delete: async (key) => valuesOfOpen().delete(key),
    on() {},
    async disconnect() {
      tell('closed ')
      isOpen = false
      clearInterval(timer)
    },
  },
}
`

const figure = '::figure{#a prompt="A -> B"}\n'

test('a process that has warmed its figures ends, whatever connection the shared cache holds', async () => {
  const root = createProject({ 'a.md': figure, 'figmill.config.mjs': config })
  const plugin = join(import.meta.dirname, '../../dist/index.js')
  const script = `import { warmFigures } from ${JSON.stringify(plugin)}; await warmFigures(); console.log('warm')`
  const argv = ['--input-type=module', '--eval', script]
  const options = { cwd: root, timeout: 30_000 }
  expect((await promisify(execFile)(process.execPath, argv, options)).stdout).toBe('warm\n')
})

test.each([
  ['is let go of, and opened anew when it is wanted again', true, 'opened closed opened '],
  ['stays open for a host that watches', false, 'opened '],
])('a shared cache that nobody uses for a while %s', async (_, spend, told) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const root = createProject({ 'figmill.config.mjs': config })
  const find = () =>
    withHostSession(
      { root },
      root,
      ({ project }) => project.cache.find('0'.repeat(64) as never),
      spend,
    )
  expect(await find()).toMatchObject({ state: 'missing' })
  await vi.advanceTimersByTimeAsync(1_900)
  expect(await find()).toMatchObject({ state: 'missing' })
  await vi.advanceTimersByTimeAsync(2_100)
  expect(await find()).toMatchObject({ state: 'missing' })
  expect(readFileSync(join(root, 'told.txt'), 'utf8')).toBe(told)
})
