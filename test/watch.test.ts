import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const bin = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url))
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'figmill-watch-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (path: string, text: string) => writeFileSync(join(root, path), text)
const figure = '::figure[Points.]{#fig data=points.csv prompt="Bar chart"}\n'

/** A running `build --watch`, and a way to wait for what it says next. */
function startWatching() {
  const child = spawn(process.execPath, [bin, 'build', '--watch'], { cwd: root })
  let text = ''
  let wake = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      wake()
    })
  }
  return {
    /** Resolves with all that was said since the last call, once it waits for changes again. */
    async settled(): Promise<string> {
      const marker = 'Watching for changes'
      while (!text.includes(marker)) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      const end = text.indexOf(marker) + marker.length
      const said = text.slice(0, end)
      text = text.slice(end)
      return said
    },
    stop() {
      child.kill('SIGINT')
      return new Promise((resolve) => child.on('exit', resolve))
    },
  }
}

describe('build --watch', () => {
  it('builds again after each change, tells mistakes and recovers from them', async () => {
    write('points.csv', 'name,value\na,1\nb,2\n')
    write('page.md', figure)
    const watching = startWatching()
    expect(await watching.settled()).toMatch(/1 picture made/)
    expect(existsSync(join(root, 'build/page.md'))).toBe(true)

    write('points.csv', 'name,value\na,1\nb,3\n')
    expect(await watching.settled()).toMatch(/1 picture made/)

    write('points.csv', 'name,value\na\n')
    expect(await watching.settled()).toMatch(/points\.csv:2:1: error: row 1 has 1 cell,/)

    write('points.csv', 'name,value\na,1\nb,2\n')
    expect(await watching.settled()).toMatch(/no picture made/)

    write('page.md', `# Title\n\n${figure}`)
    expect(await watching.settled()).toMatch(/1 file written/)
    expect(readFileSync(join(root, 'build/page.md'), 'utf8')).toMatch(/^# Title\n/)
    expect(await watching.stop()).toBe(0)
  })
  it('is not woken by a log file, even its own', async () => {
    write('page.md', figure)
    write('points.csv', 'name,value\na,1\nb,2\n')
    const log = openSync(join(root, 'watch.log'), 'w')
    const child = spawn(process.execPath, [bin, 'build', '--watch'], {
      cwd: root,
      stdio: ['ignore', log, log],
    })
    const said = () => readFileSync(join(root, 'watch.log'), 'utf8')
    const builds = () => said().split('Watching for changes').length - 1
    const until = (done: () => boolean) => vi.waitUntil(done, { timeout: 20_000 })
    await until(() => builds() === 1)
    write('points.csv', 'name,value\na,1\nb,5\n')
    await until(() => builds() >= 2)
    // Nothing tells that nothing happens: several times as long as a change is waited out.
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(said().match(/1 picture made/g)).toHaveLength(2)
    expect(builds()).toBe(2)
    child.kill('SIGINT')
    await new Promise((resolve) => child.on('exit', resolve))
  })
})
