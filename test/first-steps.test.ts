import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runFigmill } from './run-figmill.js'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'figmill-first-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('the first steps', () => {
  it.each([
    ['without a package', undefined],
    ['in a package without a type', '{}'],
    ['in a package as `npm init` writes it', '{ "type": "commonjs" }'],
    ['in a package of modules', '{ "type": "module" }'],
  ])('work with figmill installed elsewhere, %s', (_, packageText) => {
    if (packageText !== undefined) writeFileSync(join(root, 'package.json'), packageText)
    expect(runFigmill(['init'], root)).toMatchObject({ status: 0, stderr: '' })
    const { status, stderr, stdout } = runFigmill(['build', '--json'], root)
    expect(status).toBe(0)
    const events = stderr.trimEnd().split('\n')
    expect(events.map((line) => JSON.parse(line).type)).not.toContain('problem')
    expect(JSON.parse(stdout)).toMatchObject({ figures: 2, made: 2 })
  })
})

describe('a warning of Node.js', () => {
  it('is one line without a stack', () => {
    const text = "process.emitWarning('old \\n thing \\u001b[2J', 'DeprecationWarning')\n"
    writeFileSync(join(root, 'figmill.config.mjs'), `${text}export default {}\n`)
    writeFileSync(join(root, 'a.md'), '# A\n')
    const { status, stderr } = runFigmill(['build'], root)
    expect([status, stderr]).toEqual([0, 'warning: old thing \\x1b[2J [DeprecationWarning]\n'])
  })
})
