import { keyVariable, serviceDefinitions } from '@figmill/core'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { serve } from '../../emulators/src/serve.js'
import { type Fate, fated, type Seen, script, type Talk, talks } from './scripted-service.js'
import { createWorkspace, type Workspace } from './workspace.js'

/** Retries wait anywhere between nothing and their cap: here nothing. */
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  return () => vi.restoreAllMocks()
})

interface ScriptedProject {
  workspace: Workspace
  seen: Seen
  /** What a build tells of each figure that it did not make, by the name of its fate. */
  build(): Promise<Map<string, { code: string; message: string; hint?: string }>>
}

async function createScriptedProject(
  talk: Talk,
  fates: Readonly<Record<string, Fate>>,
  { env = {}, ...settings }: { apiKey?: string | string[]; env?: Record<string, string> } = {
    apiKey: talk.key,
  },
): Promise<ScriptedProject> {
  const { handle, seen } = script(talk, fates)
  const served = await serve(() => handle)
  onTestFinished(() => served.close())
  const names = Object.keys(fates)
  const service = { baseUrl: `${served.origin}${talk.basePath}`, ...talk.settings, ...settings }
  const workspace = createWorkspace(
    {
      'a.md': names.map((name) => fated(talk, name)).join(''),
      'figmill.config.json': JSON.stringify({
        services: { [talk.name]: service },
        network: { allowHosts: [new URL(served.origin).host] },
      }),
    },
    env,
  )
  return {
    workspace,
    seen,
    async build() {
      const { json, stderr } = await workspace.figmill('build', '--json')
      expect(stderr).not.toContain('defect of figmill')
      return new Map(
        (json.problems ?? []).map((problem: { place: { line: number } }) => [
          names[(problem.place.line - 1) / 2],
          problem,
        ]),
      )
    },
  }
}

/** Credits that the books of a project still hold back. */
async function readReserved({ workspace }: ScriptedProject, { name }: Talk): Promise<number> {
  const { json } = await workspace.figmill('credits', '--offline', '--json')
  return json.credits.find(({ provider }: { provider: string }) => provider === name).reserved
}

const byName = talks.map((talk) => [talk.name, talk] as const)
const toFates = (statuses: readonly number[], talk: Talk): Record<string, Fate> =>
  Object.fromEntries(
    statuses.map((status) => [
      `s${status}`,
      { submission: { status, body: JSON.stringify(talk.refuse(`it says ${status}`)) } },
    ]),
  )

const refusedKey = 401

/** 600 and 999 are no statuses at all; 204 and 304 have no body; nobody documents those of 4xx. */
const unprovenStatuses = [
  204, 300, 302, 304, 307, 408, 409, 410, 418, 451, 499, 500, 502, 503, 504, 520, 600, 999,
]

const strangeBodies = {
  html: '<!doctype html><title>Welcome</title>',
  nothing: '',
  cut: '{"success": true, "data": {"task_id": "t',
  null: 'null',
  list: '[]',
  number: '7',
  deep: '['.repeat(100_000),
  other: '{"success": true, "data": {"data": {}}}',
  bytes: Uint8Array.of(0xff, 0xfe, 0x00),
  prototype: '{"__proto__": {"task_id": "x"}, "constructor": {"taskId": "x"}}',
}

const strangeIds = {
  slashes: 'a/../../admin',
  dots: '..',
  query: 'a?b=c#d',
  integer: 7,
  object: { id: 'a' },
  empty: '',
  long: 'x'.repeat(100_000),
  break: 'a\r\nb: c',
}

const toBodies = (bodies: Readonly<Record<string, string | Uint8Array>>): Record<string, Fate> =>
  Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, { submission: { body } }]))

describe.each(byName)('a key of %s', (name, talk) => {
  const example = serviceDefinitions.find((one) => one.name === name)?.key.example ?? ''
  const other = talks.find((one) => one !== talk)?.key ?? ''

  test('that is missing is asked for by its variable, and nothing is sent', async () => {
    const { build, seen } = await createScriptedProject(talk, { any: {} }, {})
    const problem = (await build()).get('any')
    expect(problem).toMatchObject({ code: 'provider-unavailable' })
    expect(problem?.message).toContain(`\`${name}\` has no key`)
    expect(problem?.hint).toContain(keyVariable(name))
    expect(problem?.hint).toContain(example)
    expect(seen.requests).toEqual([])
  })

  test.each([
    ['of another service', other],
    ['with a line break in it', `${talk.key.slice(0, -4)}\n${talk.key.slice(-4)}`],
    ['with letters that no header takes', `${talk.key}ключ`],
  ])('%s is not sent, and what was expected is told without it', async (_, key) => {
    const { build, seen, workspace } = await createScriptedProject(
      talk,
      { any: {} },
      { apiKey: [key] },
    )
    const problem = (await build()).get('any')
    const told = `${problem?.message} ${problem?.hint}`
    expect(problem).toMatchObject({ code: 'config-invalid' })
    expect(told).toContain(`services.${name}.apiKey`)
    expect(told).toContain(example)
    const { stdout } = await workspace.figmill('doctor')
    expect(stdout).toMatch(new RegExp(`FAIL +${name} +.*services\\.${name}\\.apiKey`))
    expect(stdout).toContain(example)
    expect(`${told} ${stdout}`).not.toContain('Wombat77')
    expect(seen.requests).toEqual([])
  })

  test('in the environment that is another service’s is told by its variable', async () => {
    const env = { [keyVariable(name)]: other }
    const { build, seen } = await createScriptedProject(talk, { any: {} }, { env })
    const problem = (await build()).get('any')
    expect(problem).toMatchObject({ code: 'config-invalid' })
    expect(`${problem?.message} ${problem?.hint}`).toContain(keyVariable(name))
    expect(seen.requests).toEqual([])
  })

  test('of an odd shape is for the service to judge, and `figmill doctor` says so', async () => {
    const odd = 'an-odd-key-of-no-shape'
    const { build, seen, workspace } = await createScriptedProject(
      talk,
      { any: toFates([401], talk).s401 as Fate },
      { apiKey: odd },
    )
    expect((await build()).get('any')?.hint).toContain('figmill doctor')
    expect(seen.submitted).toEqual(name === 'autofigure' ? [] : ['any'])
    const { stdout } = await workspace.figmill('doctor')
    expect(stdout).toContain(example)
    expect(stdout).not.toContain(odd)
  })
})

describe.each(byName)('%s answers a submission with', (name, talk) => {
  test('a refusal: nothing is reserved, and the next build asks again', async () => {
    const statuses = talk.refusals.filter((status) => status !== refusedKey)
    const project = await createScriptedProject(talk, toFates(statuses, talk))
    const problems = await project.build()
    for (const status of statuses) {
      expect(problems.get(`s${status}`)).toMatchObject({
        code: 'service-refused',
        message: expect.stringMatching(`\`${name}\` answered ${status}: .*it says ${status}`),
      })
    }
    expect(project.seen.submitted).toHaveLength(statuses.length)
    expect(await readReserved(project, talk)).toBe(0)
    await project.build()
    expect(project.seen.submitted).toHaveLength(2 * statuses.length)
  })

  test('a refusal of the key: nothing more is sent with it, and the next build tries again', async () => {
    const [refused] = Object.values(toFates([refusedKey], talk)) as [Fate]
    const figures = Array.from({ length: 24 }, (_, index) => `figure-${index}`)
    const project = await createScriptedProject(
      talk,
      Object.fromEntries(figures.map((figure) => [figure, refused])),
    )
    const problems = await project.build()
    for (const figure of figures) {
      expect(problems.get(figure)).toMatchObject({
        code: expect.stringMatching(/^service-(refused|left-alone)$/),
        message: expect.stringContaining(`\`${name}\` answered ${refusedKey}`),
        hint: expect.stringContaining('figmill doctor'),
      })
    }
    const sent = project.seen.submitted.length
    expect(sent).toBeLessThan(figures.length)
    expect(await readReserved(project, talk)).toBe(0)
    await project.build()
    expect(project.seen.submitted.length).toBeGreaterThan(sent)
  })

  test('what proves nothing: it is parked, and never sent again', async () => {
    const nothings = {
      ...toFates(unprovenStatuses, talk),
      ...toBodies(strangeBodies),
      huge: { submission: { headers: { 'content-length': String(2 ** 40) } } },
    }
    const noTasks = Object.fromEntries(
      Object.entries(strangeIds).map(([name, id]) => [name, { id, failure: 'it failed' }]),
    )
    const project = await createScriptedProject(talk, { ...nothings, ...noTasks })
    const problems = await project.build()
    // It is asked about a task by the id that we gave.
    const codeOfStrange = name === 'agent' ? 'service-failed' : 'figure-parked'
    for (const fate of Object.keys(nothings)) {
      expect(problems.get(fate), fate).toMatchObject({ code: 'figure-parked' })
    }
    for (const fate of Object.keys(noTasks)) {
      expect(problems.get(fate), fate).toMatchObject({ code: codeOfStrange })
    }
    expect(problems.get('huge')?.message).toContain('more than 256 MB')
    const { seen } = project
    expect(new Set(seen.submitted).size).toBe(problems.size)
    for (const { path } of seen.requests) expect(path).not.toMatch(/admin|%2f|\.\.|x{300}/i)
    expect(await readReserved(project, talk)).toBeGreaterThan(0)
    const before = seen.submitted.length
    await project.build()
    // Repeating a request under its id is how this service is asked about it.
    if (name !== 'agent') expect(seen.submitted).toHaveLength(before)
  })

  test('429 and a long time to wait: it is left alone', async () => {
    const [s429] = Object.values(toFates([429], talk))
    const submission = { ...s429?.submission, headers: { 'retry-after': '3600' } }
    const project = await createScriptedProject(talk, { s429: { submission } })
    expect((await project.build()).get('s429')).toMatchObject({ code: 'service-unavailable' })
    expect(project.seen.submitted).toHaveLength(1)
    expect(await readReserved(project, talk)).toBe(0)
  })
})

test('paperbanana gives its reasons as a text or as a list, and what was sent is not repeated', async () => {
  const [, talk] = byName.find(([name]) => name === 'paperbanana') ?? []
  if (talk === undefined) throw new Error('there is no such service')
  const answer = (detail: unknown): Fate => ({
    submission: { status: 422, body: JSON.stringify({ detail }) },
  })
  const project = await createScriptedProject(talk, {
    text: answer('Invalid JSON in data_json'),
    list: answer([
      { type: 'missing', loc: ['body', 'caption'], msg: 'Field required', input: 'all you sent' },
      {
        type: 'int_parsing',
        loc: ['body', 'pages', 0],
        msg: 'Not a number',
        input: 'all you sent',
      },
    ]),
    odd: answer({ reason: 'all you sent' }),
    none: answer(undefined),
  })
  const problems = await project.build()
  expect(problems.get('text')?.message).toContain('Invalid JSON in data_json')
  expect(problems.get('list')?.message).toContain(
    'body.caption: Field required; body.pages.0: Not a number',
  )
  expect(problems.get('odd')?.message).toContain('it gives no reason')
  expect(problems.get('none')?.message).toContain('it gives no reason')
  for (const { message } of problems.values()) expect(message).not.toContain('all you sent')
})

describe.each(byName.filter(([name]) => name !== 'paperbanana'))(
  '%s says of a picture',
  (_, talk) => {
    test('that it is where no picture is: nobody goes there', async () => {
      const fetched: string[] = []
      const inside = await serve(() => async ({ path }) => {
        fetched.push(path)
        return { status: 200, headers: {}, body: '' }
      })
      onTestFinished(() => inside.close())
      const addresses = {
        plain: 'http://pictures.example/a.png',
        loopback: `${inside.origin}/a.png`,
        local: inside.origin.replace('127.0.0.1', 'localhost').replace('http', 'https'),
        private: 'https://10.0.0.1/a.png',
        metadata: 'http://169.254.169.254/latest/meta-data',
        six: 'https://[::1]/a.png',
        mapped: 'https://[::ffff:127.0.0.1]/a.png',
        decimal: 'https://2130706433/a.png',
        file: 'file:///etc/passwd',
        data: 'data:image/png;base64,iVBORw0KGgo=',
        ftp: 'ftp://pictures.example/a.png',
        script: 'javascript:alert(1)',
        password: 'https://user:Wombat77password@pictures.example/a.png',
        port: 'https://pictures.example:8443/a.png',
        token: 'http://pictures.example/a.png?token=Wombat77token#Wombat77fragment',
      }
      const fates = Object.fromEntries(
        Object.entries(addresses).map(([name, address]) => [name, { address }]),
      )
      const project = await createScriptedProject(talk, fates)
      const problems = await project.build()
      for (const fate of Object.keys(addresses)) {
        expect(problems.get(fate), fate).toMatchObject({ code: 'figure-parked' })
        expect(problems.get(fate)?.message).not.toContain('Wombat77')
      }
      expect(fetched).toEqual([])
      expect(project.seen.submitted).toHaveLength(Object.keys(addresses).length)
    })
  },
)
