import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { SpecDigest } from '@figmill/core'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
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

const missing = '0'.repeat(64) as SpecDigest

/** Looks something up in the cache of a project, as a plugin does. */
const lookUp = (root: string, spend = true) =>
  withHostSession({ root }, root, ({ project }) => project.cache.find(missing), spend)

const toldBy = (root: string) => readFileSync(join(root, 'told.txt'), 'utf8')

describe('a shared cache that nobody uses for a while', () => {
  const useFakeTimers = () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
  }

  test('is let go of, and made anew when it is wanted again', async () => {
    useFakeTimers()
    const root = createProject({ 'figmill.config.mjs': config })
    expect(await lookUp(root)).toMatchObject({ state: 'missing' })
    await vi.advanceTimersByTimeAsync(4_900)
    expect(await lookUp(root)).toMatchObject({ state: 'missing' })
    await vi.advanceTimersByTimeAsync(4_900)
    expect(toldBy(root)).toBe('opened ')
    await vi.advanceTimersByTimeAsync(200)
    expect(await lookUp(root)).toMatchObject({ state: 'missing' })
    expect(toldBy(root)).toBe('opened closed opened ')
  })

  test('is let go of whoever used it last, and whatever the configuration was before', async () => {
    useFakeTimers()
    const root = createProject({ 'figmill.config.mjs': config })
    await lookUp(root)
    writeFileSync(join(root, 'figmill.config.mjs'), `${config}// put right`)
    await lookUp(root)
    await lookUp(root, false)
    expect(toldBy(root)).toBe('opened opened ')
    await vi.advanceTimersByTimeAsync(5_100)
    await vi.waitFor(() => expect(toldBy(root).match(/closed/g)).toHaveLength(3))
  })
})
