import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyVariable } from '@figmill/core'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { toPngChunk } from '../../core/src/png-chunk.js'
import { drawPicture } from '../../emulators/src/draw-picture.js'
import type { HttpAnswer, HttpRequest } from '../../emulators/src/emulator.js'
import { type Handler, serve } from '../../emulators/src/serve.js'
import { type Fate, fated, script, type Talk, talks } from './scripted-service.js'
import { createWorkspace, type Workspace } from './workspace.js'

/** In every secret that is planted, and nowhere else. */
const planted = 'Wombat77'
const identity = `eyJhbGciOi.${planted}identity.signature`
const accessToken = `access-${planted}-of-an-agent`

beforeEach(() => {
  // Retries wait anywhere between nothing and their cap: here nothing.
  vi.spyOn(Math, 'random').mockReturnValue(0)
  return () => vi.restoreAllMocks()
})

const env = Object.fromEntries(talks.map(({ key, name }) => [keyVariable(name), key]))

const keysInUse = talks.map(({ key }) => key)

/** What no service should say, and one that is broken or worse may; no longer than is shown of it. */
const sayings = [
  keysInUse.join(' '),
  keysInUse.map(encodeURIComponent).join(' '),
  'sk-team-Wombat77another sk-Wombat77personal pb_Wombat77another cvk_Wombat77another',
  'flk_Wombat77another ryn_agent_v1_Wombat77another moltbook_sk_Wombat77 moltbook-Wombat77another',
  'eyJhbGciOi.eyJzdWIi.Wombat77signature Authorization: Bearer Wombat77bearer',
  'at https://pictures.example/a.png?X-Amz-Signature=Wombat77&X-Amz-Expires=60#Wombat77',
  'at https://user:Wombat77password@pictures.example/a.png',
  'at /storage/a.png?expires=1&signature=Wombat77signed',
]

/** All that a project and its commands have said and written. */
interface Watched {
  workspace: Workspace
  /** What was printed, all of it. */
  printed(): string
  figmill(...argv: string[]): Promise<void>
  /** Files below the project that hold a planted secret, as bytes. */
  leaks(): string[]
  /** What was there while services answered: books that are open have files of their own. */
  seenMeanwhile: Set<string>
}

function watch(files: Record<string, string>, variables = env): Watched {
  const workspace = createWorkspace(files, variables)
  let printed = ''
  const leaks = () =>
    readdirSync(workspace.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => holdsSecret(path))
  return {
    workspace,
    leaks,
    seenMeanwhile: new Set(),
    printed: () => printed,
    async figmill(...argv) {
      const { code, stderr, stdout } = await workspace.figmill(...argv)
      printed += `${argv.join(' ')}: ${code}\n${stdout}${stderr}`
    },
  }
}

/** Files come and go while a build runs. */
function holdsSecret(path: string): boolean {
  try {
    return path.includes(planted) || readFileSync(path).includes(planted)
  } catch {
    return false
  }
}

const everyCommand = [
  ['plan'],
  ['build'],
  ['tasks'],
  ['credits'],
  ['doctor'],
  ['providers'],
  ['ls'],
  ['ls', '--disclose'],
  ['check'],
]

const echoHeaders = (talk: Talk) => ({
  'content-type': `application/json; charset=${talk.key}`,
  'www-authenticate': `Bearer ${talk.key}`,
  'x-request-id': talk.key,
  'x-ratelimit-limit': talk.key,
  location: `https://pictures.example/?token=${talk.key}`,
})

/** Fates in which a service says what it should not, everywhere that it can say something. */
function toFates(talk: Talk, origin: string): Record<string, Fate> {
  const headers = echoHeaders(talk)
  const body = JSON.stringify(talk.refuse(keysInUse.join(' ')))
  const said = sayings.flatMap((saying, index): [string, Fate][] => {
    const body = JSON.stringify(talk.refuse(saying))
    return [
      [`refused${index}`, { submission: { status: 400, headers, body } }],
      [`parked${index}`, { submission: { status: 500, headers, body } }],
      [`failed${index}`, { failure: saying }],
    ]
  })
  return {
    ...Object.fromEntries(said),
    moved: { submission: { status: 307, headers, body } },
    page: { submission: { status: 502, headers, body: `<p>${sayings.join(' ')}</p>` } },
    encoded: {
      submission: { status: 200, headers: { ...headers, 'content-encoding': talk.key }, body },
    },
    named: { id: talk.key, failure: talk.key },
    good: { address: `${origin}/pictures/good?token=Wombat77`, model: `a ${talk.key}` },
    unusable: { address: `${origin}/pictures/unusable?token=Wombat77` },
    unfetched: { address: `${origin}/pictures/unfetched?token=Wombat77` },
    redirected: { address: `${origin}/pictures/redirected?token=Wombat77` },
    coded: { address: `${origin}/pictures/coded?token=Wombat77` },
    stray: { address: `https://10.0.0.1/${talk.key}/a.png?token=Wombat77#Wombat77` },
    secretive: { address: `https://user:Wombat77@pictures.example/${talk.key}.png` },
  }
}

/** Pictures, and what is said to be one. */
async function answerPicture(path: string, talk: Talk): Promise<HttpAnswer> {
  const headers = { ...echoHeaders(talk), 'content-type': `image/png; for=${talk.key}` }
  const echo = `Authorization: Bearer ${talk.key} ${keysInUse.join(' ')}`
  const page = { status: 200, headers, body: `<html>${echo}</html>` }
  if (path.includes('unusable')) return page
  if (path.includes('unfetched')) return { ...page, status: 404 }
  if (path.includes('redirected')) return { ...page, status: 302 }
  if (path.includes('coded')) {
    return { ...page, headers: { ...headers, 'content-encoding': talk.key } }
  }
  const size = { width: 64, height: 64 }
  const picture = Buffer.from(await drawPicture({ mediaType: 'image/png', ...size, text: path }))
  // Before its end: what asked for it, as some programs write it into their pictures.
  const note = toPngChunk('tEXt', Buffer.from(`request\0${echo}`, 'latin1'))
  const body = Buffer.concat([picture.subarray(0, -12), note, picture.subarray(-12)])
  return { status: 200, headers, body }
}

/** Where no figure is: errors that say one secret after the other. */
function echoElsewhere(talk: Talk, origin: string) {
  let lists = 0
  let errors = 0
  return ({ body, path }: HttpRequest): HttpAnswer | undefined => {
    if (path === '/agent/openapi.json') return undefined
    // Without its list nothing would be known of any task.
    if (path.startsWith('/api/v1/tasks') && lists++ % 2 === 0) return undefined
    if (path.endsWith('/upload-url')) {
      const isPng = new TextDecoder().decode(body).includes('image/png')
      const host = isPng ? `${origin}/storage` : 'https://10.0.0.1/storage'
      const upload_url = `${host}/a?X-Amz-Signature=Wombat77presigned`
      const answer = { success: true, data: { image_id: 'an-image', upload_url } }
      return { status: 201, headers: echoHeaders(talk), body: JSON.stringify(answer) }
    }
    const saying = sayings[errors++ % sayings.length] ?? ''
    return { status: 403, headers: echoHeaders(talk), body: JSON.stringify(talk.refuse(saying)) }
  }
}

async function serveEcho(talk: Talk, watched: () => Watched): Promise<string> {
  const { origin, close } = await serve((origin) => {
    const { handle } = script(talk, toFates(talk, origin), echoElsewhere(talk, origin))
    const answer: Handler = (request) =>
      /^\/pictures\/|\/image$/.test(request.path)
        ? answerPicture(request.path, talk)
        : handle(request)
    return async (request) => {
      const { leaks, seenMeanwhile } = watched()
      for (const path of leaks()) seenMeanwhile.add(path)
      return answer(request)
    }
  })
  onTestFinished(close)
  return origin
}

describe.each(talks.map((talk) => [talk.name, talk] as const))(
  '%s says every secret',
  (name, talk) => {
    test('that it was sent and others: none is printed or written', {
      timeout: 120_000,
    }, async () => {
      let watched: Watched | undefined
      const origin = await serveEcho(talk, () => watched as Watched)
      const fates = Object.keys(toFates(talk, origin))
      const uploads =
        name === 'flokan'
          ? [fated(talk, 'up', 'images=a.png'), fated(talk, 'off', 'images=a.jpg')]
          : []
      watched = watch({
        'a.md': [...fates.map((fate) => fated(talk, fate)), ...uploads].join(''),
        'figmill.config.json': JSON.stringify({
          services: { [name]: { baseUrl: `${origin}${talk.basePath}`, ...talk.settings } },
          network: { allowHosts: [new URL(origin).host] },
        }),
      })
      const { figmill, leaks, printed, seenMeanwhile, workspace } = watched
      const size = { width: 32, height: 32, text: 'input' }
      workspace.write('a.png', await drawPicture({ mediaType: 'image/png', ...size }))
      workspace.write('a.jpg', await drawPicture({ mediaType: 'image/jpeg', ...size }))
      for (const command of everyCommand) {
        await figmill(...command)
        await figmill(...command, '--json')
      }
      for (const fate of fates) await figmill('why', `fig-${name}-${fate}`, '--json')
      await figmill('reconcile', `fig-${name}-parked0`, '--not-paid')
      await figmill('reconcile', `fig-${name}-page`, '--paid', '--json')
      // A build that lacks a figure publishes nothing: now it lacks none.
      workspace.write('a.md', fated(talk, 'good'))
      for (const command of [['build'], ['check'], ['ls', '--disclose', '--json']]) {
        await figmill(...command)
      }

      expect(printed()).not.toContain(planted)
      expect(leaks()).toEqual([])
      expect([...seenMeanwhile]).toEqual([])
      // They were there to be told, and all that could hold them was written.
      expect(printed()).toContain('[key]')
      expect(printed()).toContain('"state": "submitted"')
      expect(printed()).not.toContain('defect of figmill')
      const files = readdirSync(workspace.root, { recursive: true }).join('\n')
      for (const file of [/ledger\.sqlite/, /evidence\/.+\.json/, /blobs\/.+/, /build\/.+\.png/]) {
        expect(files).toMatch(file)
      }
      expect(workspace.read('figmill.lock')).toContain(`fig-${name}-good`)
    })
  },
)

test('an agent of Moltbook: neither its identity nor its access token is printed or written', async () => {
  const talk = talks.find(({ name }) => name === 'agent') as Talk
  let isRefused = true
  const said = `${identity} ${accessToken} Bearer ${accessToken}`
  const fates: Record<string, Fate> = {
    refused: { submission: { status: 400, body: JSON.stringify(talk.refuse(said)) } },
    parked: { submission: { status: 500, body: JSON.stringify(talk.refuse(said)) } },
    failed: { failure: said },
  }
  const { origin, close } = await serve((_) => {
    const { handle } = script(talk, fates)
    return (request) => {
      if (!request.path.startsWith('/auth/')) return handle(request)
      const answer = isRefused
        ? { data: { error: `unauthorized ${identity} Bearer ${identity}` } }
        : { data: { access_token: accessToken, expires_in: 900 }, you: said }
      return Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(answer) })
    }
  })
  onTestFinished(close)
  const texts = {
    'a.md': Object.keys(fates)
      .map((fate) => fated(talk, fate))
      .join(''),
    'figmill.config.json': JSON.stringify({
      services: { agent: { baseUrl: origin, moltbook: {} } },
      network: { allowHosts: [new URL(origin).host] },
    }),
  }
  const { figmill, leaks, printed } = watch(texts, { ...env, [keyVariable('agent')]: identity })
  for (const command of [['build'], ['credits'], ['doctor']]) await figmill(...command)
  isRefused = false
  for (const command of everyCommand) {
    await figmill(...command)
    await figmill(...command, '--json')
  }
  expect(printed()).not.toContain(planted)
  expect(leaks()).toEqual([])
  expect(printed()).toContain('[key]')
})

describe('a crash', () => {
  const modulePath = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const project = (override: string) => ({
    'a.md': '::figure[A figure.]{#fig-a provider=fake prompt="A cat"}\n',
    'figmill.config.mjs': [
      `import { createFakeProvider } from ${modulePath('../../../test/fake-service/fake-provider.ts')}`,
      `import { plainTraits } from ${modulePath('../../../test/fake-service/fake-service.ts')}`,
      'const createError = (code, message) => Object.assign(new Error(message), { code })',
      "const options = { createError, traits: plainTraits, keys: ['k1'], origin: 'https://a.example' }",
      'const fail = () => {',
      "  throw new TypeError('cannot read ' + process.env.FIGMILL_FLOKAN_API_KEY + ' Bearer Wombat' + 77)",
      '}',
      'export default {',
      `  providers: [{ ...createFakeProvider(options), ${override} }],`,
      '}',
    ].join('\n'),
  })

  test.each([
    ['resolve: fail'],
    ['estimate: fail'],
    ['submit: fail'],
    ['submit: async () => fail()'],
  ])('of a provider with %s tells no secret', async (override) => {
    vi.stubEnv('FIGMILL_FLOKAN_API_KEY', env.FIGMILL_FLOKAN_API_KEY)
    onTestFinished(() => void vi.unstubAllEnvs())
    const { figmill, leaks, printed } = watch(project(override))
    await figmill('build')
    await figmill('build', '--json')
    await figmill('tasks', '--json')
    await figmill('plan')
    expect(printed()).toContain('cannot read [key]')
    expect(printed()).not.toContain(planted)
    expect(leaks()).toEqual([])
  })
})
