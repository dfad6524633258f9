import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createWorkspace } from './workspace.js'

const dist = join(import.meta.dirname, '../dist')

test('the bundle looks up no file beside it that a package had beside its own', () => {
  const chunks = globSync('*.js', { cwd: dist })
  expect(chunks).toContain('bin.js')
  const seeking = chunks.filter((name) =>
    /\brequire\(["']\.{1,2}\//.test(readFileSync(join(dist, name), 'utf8')),
  )
  expect(seeking).toEqual([])
})

test('the bundle tells of broken data, for which it loads more', () => {
  const { root } = createWorkspace({ 'a.md': ':::figure\n```json data\n{"a": [1,}\n```\n:::\n' })
  const argv = [join(dist, 'bin.js'), 'build', 'a.md']
  const { status, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  expect(stderr).toContain('a.md:3:10: error: the data is not valid JSON')
  expect(status).toBe(2)
})
