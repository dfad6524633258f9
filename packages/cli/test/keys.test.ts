import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { EmulatorOptions } from '../../emulators/src/emulator.js'
import { run } from '../src/cli.js'
import { createServiceProject } from './service-project.js'

const key = 'pb_a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6'
const unknown = 'pb_ffffffffffffffffffffffffffffffff'
const adminKey = 'an-administrator-0123456789'
const secret = 'signs what is told to us'
const environment = { CI: 'true', FIGMILL_PAPERBANANA_ADMIN_KEY: adminKey, SIGNING: secret }

interface Surroundings {
  env?: Readonly<Record<string, string>>
  /** What standard input has. */
  input?: string
  /** What a person at a terminal types. */
  typed?: string
}

/** A project with an emulated PaperBanana, and its administrator. */
async function createAdministration(
  emulated: { adminKey?: null; faultOf?: EmulatorOptions['faultOf'] } = {},
) {
  const paperbanana = { keys: [key], credits: 100, adminKey, ...emulated }
  const { workspace } = await createServiceProject({ documents: {}, emulated: { paperbanana } })

  async function keys(argv: readonly string[], { env, input = '', typed }: Surroundings = {}) {
    let stdout = ''
    let stderr = ''
    const isTTY = typed !== undefined
    const stdin = Object.assign(new PassThrough(), { isTTY })
    const answers = Object.assign(new PassThrough(), { isTTY })
    answers.on('data', (text) => (stderr += text))
    if (typed === undefined) stdin.end(input)
    else stdin.write(typed)
    const code = await run(['keys', ...argv], {
      cwd: workspace.root,
      env: env ?? environment,
      stdin,
      stdout: { write: (text) => (stdout += text) },
      stderr: answers,
      signal: new AbortController().signal,
    })
    // What went to nobody who may see it.
    expect(`${stdout}${stderr}`).not.toContain(adminKey)
    expect(`${stdout}${stderr}`).not.toContain(secret)
    return {
      code,
      stdout,
      stderr,
      get json() {
        return JSON.parse(stdout)
      },
    }
  }
  return { keys, workspace }
}

const wholeKey = /pb_[0-9a-f]{32}/
const creation = ['paperbanana', 'create', '--name', 'my-app', '--quota', '100']

describe('figmill keys create', () => {
  test('shows the new key this once, which works', async () => {
    const { keys } = await createAdministration()
    const webhook = ['--webhook-url', 'https://a.example/done', '--webhook-secret-env', 'SIGNING']
    const { code, stderr, stdout } = await keys([...creation, ...webhook])
    expect([code, stderr]).toEqual([0, ''])
    const [made = '', row, sentence, ...others] = stdout.split('\n')
    expect(made).toMatch(new RegExp(`^${wholeKey.source}$`))
    expect(row).toContain(`${made.slice(0, 9)}...  my-app  100 of 100 left  0 used  active`)
    expect([sentence, others]).toEqual(['Keep the key now: it will not be shown again.', ['']])
    for (const argv of [['list'], ['show', made]]) {
      const later = await keys(['paperbanana', ...argv])
      expect(later.stdout).toContain('my-app')
      expect(later.stdout).not.toContain(made)
    }
  })

  test('prints nothing but the key when it is quiet, and no limit without a quota', async () => {
    const { keys } = await createAdministration()
    const { stdout } = await keys(['paperbanana', 'create', '--name', 'ci', '--quiet'])
    expect(stdout).toMatch(new RegExp(`^${wholeKey.source}\n$`))
    expect((await keys(['paperbanana', 'list'])).stdout).toMatch(/ ci +no limit +0 used/)
  })

  test('has the key in its JSON', async () => {
    const { keys } = await createAdministration()
    const { json } = await keys([...creation, '--json', '--quiet'])
    expect(json).toMatchObject({
      command: 'keys',
      ok: true,
      service: 'paperbanana',
      action: 'create',
      key: { key: expect.stringMatching(wholeKey), name: 'my-app', quotaTotal: 100 },
    })
  })

  test('whose answer is lost says that a key may be there', async () => {
    const { keys } = await createAdministration({ faultOf: () => 'reset-after' })
    const { code, stderr } = await keys(creation)
    expect(stderr).toMatch(/is not known: .*\n +It may have been done: .*list/)
    expect(code).toBe(1)
  })
})

describe('figmill keys', () => {
  test('lists keys by their beginnings, with quota and use', async () => {
    const { keys } = await createAdministration()
    const { code, stdout } = await keys(['paperbanana', 'list'])
    expect(stdout).toMatch(
      /^pb_a1b2c3\.\.\. {2}emulator {2}100 of 100 left {2}0 used {2}active {2}/,
    )
    expect(code).toBe(0)
    expect((await keys(['paperbanana', 'list', '--json'])).json).toMatchObject({
      action: 'list',
      keys: [{ key: 'pb_a1b2c3...', quotaRemaining: 100, used: 0, active: true }],
    })
    expect((await keys(['paperbanana', 'list', '--quiet'])).stdout).toBe('')
  })

  test('shows what a key was used for', async () => {
    const { keys, workspace } = await createAdministration()
    workspace.write(
      'a.md',
      '::figure[A.]{#a provider=paperbanana task=diagram prompt="An encoder"}\n',
    )
    expect((await workspace.figmill('build')).code).toBe(0)
    const { json } = await keys(['paperbanana', 'show', key, '--json'])
    expect(json.key).toMatchObject({ used: 1, uses: [{ endpoint: 'generate' }] })
    const { stdout } = await keys(['paperbanana', 'show', key])
    expect(stdout).toMatch(/99 of 100 left {2}1 used .*\n.* {2}generate {2}[0-9a-f]{32}\n$/)
  })

  test('updates what is said, from a key that is in no history', async () => {
    const { keys } = await createAdministration()
    const changes = ['--quota-remaining', '150', '--quota-total', '200', '--active', 'false']
    const webhook = ['--webhook-url', 'https://a.example/done?t=1', '--webhook-secret-env', '']
    const argv = ['paperbanana', 'update', '-', ...changes, ...webhook]
    const { code, json } = await keys([...argv, '--json'], { input: `${key}\n` })
    expect(json.key).toMatchObject({
      key: 'pb_a1b2c3...',
      quotaRemaining: 150,
      quotaTotal: 200,
      active: false,
      webhookUrl: 'https://a.example/done?[...]',
    })
    expect(code).toBe(0)
    const after = await keys(['paperbanana', 'update', key, '--webhook-url', ''])
    expect(after.stdout).toContain('150 of 200 left  0 used  disabled')
  })

  test('deletes with --yes', async () => {
    const { keys } = await createAdministration()
    const { code, stdout } = await keys(['paperbanana', 'delete', '-', '--yes'], { input: key })
    expect([code, stdout]).toEqual([0, 'The key is deleted.\n'])
    expect((await keys(['paperbanana', 'list'])).stdout).toBe('There are no keys.\n')
    const again = await keys(['paperbanana', 'delete', key, '--yes', '--json'])
    expect(again.json).toMatchObject({ ok: false, problems: [{ code: 'service-refused' }] })
  })

  test.each([
    ['y\n', 0, 'There are no keys.\n'],
    ['\n', 2, /emulator/],
    ['no\n', 2, /emulator/],
    ['\u0004', 2, /emulator/],
  ])('deletes on a terminal only after a yes: %j', async (typed, expected, left) => {
    const { keys } = await createAdministration()
    const { CI: _, ...env } = environment
    const { code, stderr } = await keys(['paperbanana', 'delete', key], { env, typed })
    expect(stderr).toContain('Delete pb_a1b2c3... (emulator, 0 used)? This cannot be undone.')
    expect(stderr).not.toContain(key)
    expect(code).toBe(expected)
    expect((await keys(['paperbanana', 'list'])).stdout).toMatch(left)
  })

  test.each([
    ['show', key],
    ['show', unknown],
    ['update', unknown, '--active', 'true'],
    ['delete', unknown, '--yes'],
  ])('%s %s shows no whole key', async (...argv) => {
    const { keys } = await createAdministration()
    const { code, stderr, stdout } = await keys(['paperbanana', ...argv])
    expect(`${stdout}${stderr}`).not.toMatch(wholeKey)
    if (argv[1] === key) return
    expect(stderr).toMatch(
      /^error: .*404: API key not found.*\n +Give a key that is there, and whole/,
    )
    expect(code).toBe(1)
  })
})

describe('the admin key', () => {
  const calls = [
    ['list'],
    ['create', '--name', 'x'],
    ['show', key],
    ['update', key, '--active', 'true'],
    ['delete', key, '--yes'],
  ]

  test.each(calls)('is needed to %s', async (...argv) => {
    const { keys } = await createAdministration()
    const { code, stderr } = await keys(['paperbanana', ...argv], { env: { CI: 'true' } })
    expect(stderr).toMatch(/^error: `paperbanana` has no admin key .*\n +Set FIGMILL_PAPERBANANA_/)
    expect(code).toBe(2)
  })

  test.each(calls)('that is wrong is told of, and not shown, by %s', async (...argv) => {
    const { keys } = await createAdministration()
    const wrong = 'not-the-administrator'
    const env = { ...environment, FIGMILL_PAPERBANANA_ADMIN_KEY: wrong }
    const { code, stderr, stdout } = await keys(['paperbanana', ...argv], { env })
    expect(stderr).toMatch(/^error: .*401: .*\n +Set FIGMILL_PAPERBANANA_ADMIN_KEY/)
    expect(`${stdout}${stderr}`).not.toContain(wrong)
    expect(code).toBe(1)
  })

  test('that the server has not is told in its words', async () => {
    const { keys } = await createAdministration({ adminKey: null })
    const { code, stderr } = await keys(['paperbanana', 'list'])
    expect(stderr).toContain('PAPERBANANA_ADMIN_KEY is not configured')
    expect(code).toBe(1)
  })
})

describe('a command line that is wrong', () => {
  const tell = async (...argv: string[]) => {
    const { keys } = await createAdministration({ faultOf: () => 'refuse' })
    const { code, json } = await keys([...argv, '--json'])
    expect([code, json.ok]).toEqual([2, false])
    for (const problem of json.problems) expect(problem).toMatchObject({ code: 'usage' })
    return json.problems.map(
      ({ hint, message }: { message: string; hint: string }) => `${message} ${hint}`,
    )
  }

  test('says everything at once, and nothing that may be a secret', async () => {
    const values = [
      ...['--quota=-1', '--quota-remaining=1.5', '--quota-total=many', '--active=yes', '--name= '],
      ...['--webhook-url=token-of-mine', '--webhook-secret-env=a real secret'],
    ]
    const told = await tell('paperbanana', 'update', 'pb_a1b2c3...', ...values)
    expect(told.sort()).toEqual([
      expect.stringMatching(/^--active is `yes`: expected `true` or `false`/),
      expect.stringMatching(/^--name is empty/),
      expect.stringMatching(/^--quota is `-1`: expected a whole number, 0 or more/),
      expect.stringMatching(/^--quota-remaining is `1.5`/),
      expect.stringMatching(/^--quota-total is `many`/),
      expect.stringMatching(/^--webhook-secret-env names no variable .* not the secret/),
      expect.stringMatching(/^--webhook-url is no address/),
      expect.stringMatching(/^`update` takes no --name/),
      expect.stringMatching(/^`update` takes no --quota/),
      expect.stringMatching(/^expected a key such as `pb_x+` .*whole/),
    ])
    expect(told.join()).not.toMatch(/token-of-mine|real secret/)
  })

  test.each([
    [[], /service and what to do.*`figmill keys paperbanana list`/],
    [['paperbanana'], /what to do.*`list`.*`delete`/],
    [['paperbanana', 'lst'], /`lst` .*`list`\?/],
    [['paperbnana', 'list'], /`paperbnana`.*`paperbanana`/],
    [['flokan', 'list'], /keys of `flokan` cannot be administered.* paperbanana can/],
    [['paperbanana', 'list', key], /`list` takes no key/],
    [['paperbanana', 'show', key, key], /`show` takes one key/],
    [['paperbanana', 'show'], /expected a key.*`-` reads it from standard input/],
    [['paperbanana', 'show', 'sk-team-0123456789abcdef'], /expected a key such as `pb_/],
    [['paperbanana', 'show', '-'], /standard input: expected a key/],
    [['paperbanana', 'create'], /needs a --name/],
    [['paperbanana', 'update', key], /changes nothing.*--quota-remaining/],
    [['paperbanana', 'delete', key], /cannot be brought back.*--yes/],
    [['paperbanana', 'list', '--yes'], /`list` takes no --yes/],
  ])('%j says what is expected', async (argv, message) => {
    const told = await tell(...argv)
    expect(told.join('\n')).toMatch(message)
    expect(told.join('\n')).not.toMatch(/pb_[0-9a-f]{32}|sk-team-0/)
  })

  test('that has the key in a pipe needs a --yes to delete, even at a terminal', async () => {
    const { keys } = await createAdministration()
    const { CI: _, ...env } = environment
    const { code, stderr } = await keys(['paperbanana', 'delete', '-'], { env, typed: `${key}\n` })
    expect(stderr).toContain('--yes')
    expect(code).toBe(2)
  })

  test('is explained, with where keys should come from', async () => {
    const { keys } = await createAdministration()
    const { stdout } = await keys(['--help'])
    expect(stdout).toMatch(/history of the shell[\s\S]*`-`\s+reads it from standard\s+input/)
    expect(stdout).toContain('FIGMILL_PAPERBANANA_ADMIN_KEY')
  })
})
