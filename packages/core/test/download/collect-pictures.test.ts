import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { digestContent } from '../../src/digest.js'
import { type CollectOptions, createCollect } from '../../src/download/collect-pictures.js'
import { FigureError } from '../../src/errors.js'
import { listFiles, temporaryFolder } from '../files/temporary-folder.js'
import { startServer } from './loopback-server.js'
import { makePdf, makePng, makeSvg } from './pictures.js'

const request = {
  provider: 'fake',
  operation: 'plot',
  body: { prompt: 'Accuracy', aspect_ratio: '4:3' },
}

/** A collector, the folder of its evidence, and how long it waited. */
function setUp(options: Partial<CollectOptions> = {}) {
  const evidenceFolder = join(temporaryFolder(), 'evidence')
  const collect = createCollect({ allowHosts: [], random: () => 1, evidenceFolder, ...options })
  const waits: number[] = []
  const clock = {
    now: () => Date.UTC(2026, 0, 1),
    sleep: async (delayMs: number) => void waits.push(delayMs),
  }
  return { collect, clock, evidenceFolder, waits }
}

type Setup = ReturnType<typeof setUp>
type Locations = Parameters<Setup['collect']>[0]

async function failure({ clock, collect }: Setup, locations: Locations): Promise<FigureError> {
  const error = await collect(locations, request, { clock }).catch((reason: unknown) => reason)
  if (!(error instanceof FigureError)) throw new Error(`expected a FigureError, got ${error}`)
  return error
}

const inline = (bytes: Uint8Array, mediaType = '') => ({ kind: 'bytes', bytes, mediaType }) as const
const at = (url: string, authenticated = false) => ({ kind: 'url', url, authenticated }) as const

test('a picture in the answer is taken as it is, and leaves nothing else', async () => {
  const setup = setUp()
  const { clock, collect, evidenceFolder } = setup
  const bytes = makePng()
  const artifact = await collect([inline(bytes, 'image/png')], request, { clock })
  expect(artifact).toEqual({ bytes, mediaType: 'image/png', width: 16, height: 12 })
  expect(() => listFiles(evidenceFolder)).toThrow('ENOENT')
})

test('the first picture is the picture, the others are the same in other formats', async () => {
  const files = [makeSvg(), makePng(), makePdf()]
  const server = await startServer((_, response, index) => response.end(files[index]))
  const { clock, collect } = setUp({ allowHosts: [server.host] })
  const locations = ['svg', 'png', 'pdf'].map((name) => at(`${server.origin}/${name}`))
  const artifact = await collect(locations, request, { clock })
  expect(artifact.mediaType).toBe('image/svg+xml')
  const others = artifact.alternates?.map(({ mediaType }) => mediaType)
  expect(others).toEqual(['image/png', 'application/pdf'])
})

test('an SVG is kept without what could do harm', async () => {
  const { clock, collect } = setUp()
  const hostile = makeSvg('<script>alert(1)</script><rect width="4" height="3"/>')
  const artifact = await collect([inline(hostile)], request, { clock })
  expect(Buffer.from(artifact.bytes).toString()).not.toContain('alert')
})

describe('credentials', () => {
  const credentialsOf = (origin: string) => () => ({
    origin,
    headers: { authorization: 'Bearer key' },
  })

  test.each([
    [true, 'Bearer key'],
    [false, undefined],
  ])('go along where the service wants them (%s)', async (authenticated, sent) => {
    const server = await startServer((_, response) => response.end(makePng()))
    const options = { allowHosts: [server.host], credentialsOf: credentialsOf(server.origin) }
    const { clock, collect } = setUp(options)
    await collect([at(server.origin, authenticated)], request, { clock })
    expect(server.requests[0]?.headers.authorization).toBe(sent)
  })
})

describe('an address that fails', () => {
  test('is tried again, waiting longer each time, until it answers', async () => {
    const server = await startServer((_, response, index) => {
      if (index < 3) response.writeHead(503).end()
      else response.end(makePng())
    })
    const { clock, collect, waits } = setUp({ allowHosts: [server.host] })
    expect((await collect([at(server.origin)], request, { clock })).width).toBe(16)
    expect(waits).toEqual([1000, 2000, 4000])
  })

  test('is given up after five more times, and nothing is kept', async () => {
    const server = await startServer((_, response) => response.writeHead(500).end())
    const setup = setUp({ allowHosts: [server.host] })
    const error = await failure(setup, [at(`${server.origin}/a.png?key=secret`)])
    expect(error.code).toBe('service-unavailable')
    expect(error.message).toContain('answered with status 500')
    expect(error.message).not.toContain('secret')
    expect(server.requests).toHaveLength(6)
    expect(() => listFiles(setup.evidenceFolder)).toThrow('ENOENT')
  })

  test('is left as long as its server asks for, but not for ever', async () => {
    const server = await startServer((_, response, index) => {
      response.writeHead(429, { 'retry-after': index === 0 ? '60' : '121' }).end()
    })
    const setup = setUp({ allowHosts: [server.host] })
    expect((await failure(setup, [at(server.origin)])).code).toBe('service-unavailable')
    expect(setup.waits).toEqual([60_000])
  })

  test.each([404, 403, 410])('with status %s is not tried again', async (status) => {
    const server = await startServer((_, response) => response.writeHead(status).end())
    const setup = setUp({ allowHosts: [server.host] })
    expect((await failure(setup, [at(server.origin)])).code).toBe('service-unavailable')
    expect(server.requests).toHaveLength(1)
  })

  test('because it is private is not tried again, and says what to do', async () => {
    const error = await failure(setUp(), [at('https://127.0.0.1/a.png')])
    expect(error).toMatchObject({
      code: 'service-unavailable',
      hint: expect.stringContaining('allowHosts'),
    })
  })

  test('is not waited for after the run was stopped', async () => {
    const server = await startServer((_, response) => response.writeHead(503).end())
    const { collect } = setUp({ allowHosts: [server.host] })
    const stop = new AbortController()
    const clock = {
      now: () => 0,
      async sleep(_: number, signal?: AbortSignal) {
        stop.abort(new FigureError('interrupted', 'the run was interrupted'))
        signal?.throwIfAborted()
      },
    }
    const collecting = collect([at(server.origin)], request, { clock, signal: stop.signal })
    await expect(collecting).rejects.toMatchObject({ code: 'interrupted' })
    expect(server.requests).toHaveLength(1)
  })
})

describe('a picture that fails the check', () => {
  test.each([
    ['png', 'cut off', makePng().subarray(0, -4), 'image/png', 'it ends early'],
    ['png', 'of another shape', makePng(12, 16), 'image/png', 'expected about 1.33 times'],
    ['png', 'of another kind', makePng(), 'image/webp', 'but was sent as image/webp'],
    ['bin', 'a page', Buffer.from('<html>Sorry</html>'), 'image/png', 'it is an HTML page'],
    ['bin', 'empty', Buffer.alloc(0), 'image/png', 'it is empty'],
    ['svg.txt', 'an empty SVG', makeSvg('<script>alert(1)</script>'), '', 'shows nothing'],
  ])(
    'is kept as .%s with a note, and nothing else (%s)',
    async (extension, _, bytes, mediaType, why) => {
      const setup = setUp()
      const error = await failure(setup, [inline(bytes, mediaType)])
      const digest = digestContent(bytes)
      const path = join(setup.evidenceFolder, `${digest}.${extension}`)
      expect(error.code).toBe('artifact-invalid')
      expect(error.message).toContain(why)
      expect(error.message).toContain(path)
      expect(listFiles(setup.evidenceFolder).sort()).toEqual(
        [`${digest}.${extension}`, `${digest}.json`].sort(),
      )
      expect(bytes.equals(readFileSync(path))).toBe(true)
      const note = JSON.parse(readFileSync(join(setup.evidenceFolder, `${digest}.json`), 'utf8'))
      expect(note).toMatchObject({
        why: expect.stringContaining(why),
        request,
        declared: mediaType,
      })
    },
  )

  test('is kept with the address it came from, without its signature', async () => {
    const server = await startServer((_, response) => response.end('sorry'))
    const setup = setUp({ allowHosts: [server.host] })
    await failure(setup, [at(`${server.origin}/a.png?signature=secret`)])
    const [note] = listFiles(setup.evidenceFolder).filter((name) => name.endsWith('.json'))
    const text = readFileSync(join(setup.evidenceFolder, note ?? ''), 'utf8')
    expect(text).toContain(`${server.origin}/a.png`)
    expect(text).not.toContain('secret')
  })

  test('is kept together with the good files that came with it', async () => {
    const setup = setUp()
    const [good, bad] = [makePng(), makeSvg('')]
    const error = await failure(setup, [inline(good), inline(bad)])
    expect(error.message).toContain(digestContent(bad))
    const kept = listFiles(setup.evidenceFolder).filter((name) => !name.endsWith('.json'))
    expect(kept.sort()).toEqual(
      [`${digestContent(good)}.png`, `${digestContent(bad)}.svg.txt`].sort(),
    )
  })

  test('is one of two of the same format', async () => {
    const error = await failure(setUp(), [inline(makePng()), inline(makePng(32, 24))])
    expect(error.message).toContain('it is a second image/png')
  })
})

test('a service that names no picture is told from one that cannot be reached', async () => {
  expect((await failure(setUp(), [])).message).toBe('the service named no picture to fetch')
})
