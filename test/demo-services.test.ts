import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const script = fileURLToPath(new URL('../fixtures/demo-services.ts', import.meta.url))

test('a paper from five services, killed half way and built again, costs what it costs once', {
  timeout: 120_000,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'figmill-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { status, stderr, stdout } = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    env: { ...process.env, CI: 'true', TMPDIR: folder },
  })
  expect(stderr).not.toContain('error')
  expect(status).toBe(0)

  const [, asked, pictures] = /^killed: (\d+) of (\d+) pictures/m.exec(stdout) ?? []
  expect(Number(asked)).toBeGreaterThanOrEqual(Number(pictures) / 2)
  expect(Number(asked)).toBeLessThan(Number(pictures))

  const rows = stdout.matchAll(/^(\w+) +(\d+) +(\d+) +(\d+) +(\d+)$/gm)
  // Requests may be more: one whose answer was lost is repeated where that is free.
  expect([...rows].map(([, name, figures, , ...credits]) => [name, figures, ...credits])).toEqual([
    ['paperbanana', '5', '4', '4'],
    ['conceptviz', '4', '7', '7'],
    ['flokan', '3', '150', '150'],
    ['agent', '3', '58', '58'],
    ['autofigure', '3', '22', '22'],
    ['together', '18', '241', '241'],
  ])
  const [project = ''] = readdirSync(folder).filter((name) => name.startsWith('figmill-demo'))
  expect(readdirSync(join(folder, project, 'build', 'figures'))).toHaveLength(18)
})
