import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FigureError, ProblemsError } from '@figmill/core'
import { describe, expect, it } from 'vitest'
import { run } from '../src/cli.js'
import { reportFailure } from '../src/failure.js'
import { createWorkspace } from './workspace.js'

/** Tells a failure, or runs a command line, and keeps what was said. */
function createTerminal({ cwd = '.', signal = new AbortController().signal } = {}) {
  const said = { stdout: '', stderr: '' }
  const terminal = {
    cwd,
    env: {},
    stdin: (async function* () {})(),
    stdout: { write: (text: string | Uint8Array) => (said.stdout += text) },
    stderr: { write: (text: string | Uint8Array) => (said.stderr += text) },
    signal,
  }
  return { said, terminal }
}

function tell(error: unknown, json = false, signal?: AbortSignal) {
  const { said, terminal } = createTerminal(signal && { signal })
  const code = reportFailure(error, { command: 'build', options: { json }, terminal })
  return { code, ...said }
}

describe('a failure', () => {
  it('of ours comes with its code, and a last line that counts', () => {
    const { code, stderr } = tell(new FigureError('usage', 'no', { hint: 'Do it.' }))
    expect([code, stderr]).toEqual([2, 'error: no [usage]\n    Do it.\n\nfigmill: 1 error\n'])
  })

  it('of the system says what to do about it', () => {
    const message = "EISDIR: illegal operation on a directory, open 'a.md'"
    const error = Object.assign(new Error(message), { code: 'EISDIR' })
    const hint = 'Rename or remove the folder, or choose another name.'
    expect(tell(error)).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: ${message} [EISDIR]\n    ${hint}\n\nfigmill: 1 error\n`,
    })
    expect(JSON.parse(tell(error, true).stdout)).toEqual({
      command: 'build',
      ok: false,
      exitCode: 1,
      problems: [{ code: 'EISDIR', severity: 'error', message, hint }],
    })
  })

  it('that is a defect keeps its stack and asks for a report', () => {
    for (const error of [
      new TypeError('x is no function'),
      Object.assign(new TypeError('bad argument'), { code: 'ERR_INVALID_ARG_TYPE' }),
    ]) {
      const { code, stderr } = tell(error)
      expect(code).toBe(1)
      expect(stderr).toMatch(/^error: .* \[TypeError\]\n {4}This is a defect.* please report it/)
      expect(stderr).toMatch(/\nTypeError.*: .*\n +at .*failure\.test/)
      expect(stderr).toMatch(/\n\nfigmill: 1 error\n$/)
    }
    expect(tell('thrown text').stderr).toMatch(
      /^error: thrown text \[Error\]\n {4}This is a defect/,
    )
  })

  it.each([
    ['of ours', new FigureError('usage', 'no', { hint: 'Do it.' }), { code: 'usage' }],
    ['of the system', Object.assign(new Error('full'), { code: 'ENOSPC' }), { code: 'ENOSPC' }],
    [
      'that is a defect',
      new TypeError('x is\nno function'),
      {
        code: 'TypeError',
        hint: expect.stringContaining('please report'),
        stack: expect.stringMatching(/\n +at .*failure\.test/),
      },
    ],
  ])('%s is an event for a program, and nothing else beside the result', (_, error, problem) => {
    const { stderr, stdout } = tell(error, true)
    const { problems } = JSON.parse(stdout)
    expect(problems).toEqual([expect.objectContaining({ severity: 'error', ...problem })])
    expect(stderr).toBe(`${JSON.stringify({ type: 'problem', problem: problems[0] })}\n`)
  })

  it('by an interrupt is told as JSON too', async () => {
    const { root } = createWorkspace({ 'a.md': '::figure{prompt="A -> B"}\n' })
    const build = async (...options: string[]) => {
      const { said, terminal } = createTerminal({ cwd: root, signal: AbortSignal.abort() })
      expect(await run(['build', ...options], terminal)).toBe(130)
      return said
    }
    const told = await build('--json')
    const interrupted = { code: 'interrupted', severity: 'error' }
    expect(JSON.parse(told.stdout)).toMatchObject({
      command: 'build',
      ok: false,
      exitCode: 130,
      problems: [interrupted],
    })
    expect(JSON.parse(told.stderr)).toMatchObject({ type: 'problem', problem: interrupted })
    expect((await build()).stderr).toBe(
      'figmill: interrupted; no file is left half written, and the next build goes on from here\n',
    )
  })
})

describe('a failure behind an interrupt', () => {
  const reason = new Error('interrupted')
  const signal = AbortSignal.abort(reason)
  const lastLine =
    'figmill: interrupted; no file is left half written, and the next build goes on from here\n'
  const full = Object.assign(new Error('ENOSPC: no space left, write'), { code: 'ENOSPC' })
  const unkept = { code: 'cache-unavailable', severity: 'error', message: 'not kept' } as const
  const unsent = { code: 'interrupted', severity: 'error', message: 'not sent' } as const

  it.each([
    ['of the system', full, 'ENOSPC', /^error: ENOSPC: no space left, write \[ENOSPC\]\n/],
    [
      'among others that it stopped',
      new ProblemsError([unsent, unkept, unsent]),
      'cache-unavailable',
      /^error: not kept \[cache-unavailable\]\n\nfigmill/,
    ],
  ])('is told beside it: one %s', (_, error, expected, text) => {
    const told = tell(error, false, signal)
    expect(told.code).toBe(130)
    expect(told.stderr).toMatch(text)
    expect(told.stderr.endsWith(`\n\n${lastLine}`)).toBe(true)
    const { exitCode, problems } = JSON.parse(tell(error, true, signal).stdout)
    expect(exitCode).toBe(130)
    expect(problems.map(({ code }: { code: string }) => code)).toEqual([expected, 'interrupted'])
  })

  it.each([
    ['is its reason', reason],
    ['ended a wait', new DOMException('aborted', { name: 'AbortError', cause: reason })],
    ['says that something was not done', new ProblemsError([unsent])],
  ])('is none when it %s', (_, error) => {
    expect(tell(error, false, signal)).toEqual({ code: 130, stdout: '', stderr: lastLine })
  })
})

describe('figmill init', () => {
  it.each([
    ['no package', undefined, 'figmill.config.ts'],
    ['a package without a type', '{}', 'figmill.config.ts'],
    ['a package of modules', '{"type": "module"}', 'figmill.config.ts'],
    ['a package as `npm init` writes it', '{ "type": "commonjs" }', 'figmill.config.mts'],
  ])('writes what builds, in %s', async (_, packageText, configName) => {
    const workspace = createWorkspace(
      packageText === undefined ? {} : { 'package.json': packageText },
    )
    const { code, json } = await workspace.figmill('init', '--json')
    expect([code, json.written[0]]).toEqual([0, configName])
    // The package `figmill` cannot be found from here: only types may come from it.
    expect(workspace.read(configName)).toMatch(/^import type \{ Config \} from 'figmill'\n/)
    expect(workspace.read('.gitignore')).toBe('.figmill/\n')
    expect((await workspace.figmill('init', '--help')).stdout).toContain(configName)
  })

  it.each([
    ['Latin-1', 'entw\xfcrfe/\n', '.figmill/\n'],
    ['no line end at the end', 'entw\xfcrfe/', '\n.figmill/\n'],
    ['the line ends of Windows', 'a/\r\nb/\r\n', '.figmill/\r\n'],
    ['those, but not at the end', 'a/\r\nb/', '\r\n.figmill/\r\n'],
    ['another folder, by a space of Latin-1', '.figmill/\xa0\n', '.figmill/\n'],
    ['the cache, between line ends of Windows', 'a/\r\n/.figmill \r\nb/', ''],
  ])('changes no byte of a .gitignore, and adds to it: with %s', async (_, before, added) => {
    const workspace = createWorkspace({})
    workspace.write('.gitignore', Buffer.from(before, 'latin1'))
    const { json } = await workspace.figmill('init', '--json')
    const after = readFileSync(join(workspace.root, '.gitignore'), 'latin1')
    expect(after).toBe(`${before}${added}`)
    expect(json.written.includes('.gitignore')).toBe(added !== '')
  })

  it('says what it cannot write', async () => {
    const workspace = createWorkspace({ file: '' })
    const { said, terminal } = createTerminal({ cwd: join(workspace.root, 'file') })
    expect(await run(['init'], terminal)).toBe(1)
    expect(said.stderr).toMatch(/^error: cannot write .*gitignore.*\[file-unwritable\]/)
  })

  it('writes nothing when it cannot read what is there', async () => {
    const workspace = createWorkspace({})
    mkdirSync(join(workspace.root, '.gitignore'))
    const { code, stderr } = await workspace.figmill('init')
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^error: cannot read .*\.gitignore`: a folder has that name \(EISDIR\) .*\n {4}Make it a file/,
    )
    expect(workspace.exists('figmill.config.ts')).toBe(false)
  })
})

describe('figmill doctor', () => {
  it('prints nothing when quiet and well', async () => {
    const { code, stderr, stdout } = await createWorkspace({}).figmill('doctor', '-q')
    expect([code, stdout, stderr]).toEqual([0, '', ''])
  })

  it.each([
    ['a wrong configuration', { 'figmill.config.json': '{"flavor": 1}' }, 2, 'configuration'],
    ['a broken lockfile', { 'figmill.lock': '<<<<<<< HEAD\n' }, 2, 'lockfile'],
    ['a cache that cannot be written', { '.figmill': 'a file' }, 1, 'cache'],
  ])('tells what fails, even when quiet: %s', async (_, files, exitCode, what) => {
    const workspace = createWorkspace(files)
    const { code, stderr, stdout } = await workspace.figmill('doctor', '--quiet')
    expect([code, stdout]).toEqual([exitCode, ''])
    expect(stderr).toMatch(new RegExp(`^FAIL  ${what} `))
    expect(stderr).not.toMatch(/^ok/m)
    expect((await workspace.figmill('doctor')).stdout).toMatch(new RegExp(`^FAIL  ${what} `, 'm'))
  })
})
