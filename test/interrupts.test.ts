import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runFigmill } from './run-figmill.js'

const bin = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url))
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'figmill-interrupt-'))
  for (let number = 0; number < 12; number++) {
    writeFileSync(join(root, `page-${number}.md`), page(number, 'first'))
  }
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const page = (number: number, label: string) =>
  `# Page ${number}\n\n::figure[Flow.]{#fig-${number} prompt="${label} ${number} -> B"}\n`

/** Starts a build and ends it after some figures; resolves with its exit code or signal. */
function buildAndStop(afterFigures: number, signal: NodeJS.Signals) {
  const child = spawn(process.execPath, [bin, 'build'], {
    cwd: root,
    env: { ...process.env, CI: 'true' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let seen = 0
  child.stderr.on('data', (text: Buffer) => {
    const before = seen
    seen += text.toString().split('made ').length - 1
    // Once: another one may come when the process has ended all but its last steps.
    if (before < afterFigures && seen >= afterFigures) child.kill(signal)
  })
  return new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('exit', (code, by) => resolve(code ?? by))
  })
}

const outputs = () =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.startsWith('build/') && path.endsWith('.md'))
    .sort()

describe('a build that is stopped', () => {
  it.each([1, 4, 8])(
    'by Ctrl-C after %d figures ends with 130 and keeps what is finished',
    async (count) => {
      expect(await buildAndStop(count, 'SIGINT')).toBe(130)
      expect(outputs()).toEqual([])
      const { status, stderr, stdout } = runFigmill(['build'], root)
      expect(status).toBe(0)
      expect((stderr.match(/^made /gm) ?? []).length).toBeLessThanOrEqual(12 - count)
      expect(stdout).toMatch(/^12 figures in 12 documents/)
    },
  )

  it.each([1, 3, 6, 9, 12])('by kill -9 after %d figures leaves nothing damaged', async (count) => {
    await buildAndStop(count, 'SIGKILL')
    for (const path of outputs())
      expect(readFileSync(join(root, path), 'utf8')).toMatch(/<\/figure>\n$/)
    expect(runFigmill(['build'], root).status).toBe(0)
    expect(runFigmill(['check'], root).status).toBe(0)
    expect(outputs()).toHaveLength(12)
  })
})

describe('two builds at once', () => {
  it('both succeed, and neither loses the other’s lines of the lockfile', async () => {
    const build = (pages: string[]) =>
      new Promise<number | null>((resolve) => {
        const child = spawn(process.execPath, [bin, 'build', ...pages], {
          cwd: root,
          stdio: 'ignore',
        })
        child.on('exit', resolve)
      })
    const names = Array.from({ length: 12 }, (_, number) => `page-${number}.md`)
    for (let round = 0; round < 3; round++) {
      names.forEach((name, number) => {
        writeFileSync(join(root, name), page(number, `round ${round}`))
      })
      const groups = [names.slice(0, 6), names.slice(6), names]
      expect(await Promise.all(groups.map(build))).toEqual([0, 0, 0])
      expect(runFigmill(['check'], root).status).toBe(0)
    }
  })
})
