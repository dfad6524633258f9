import { crc32, deflateSync } from 'node:zlib'
import type { Clock } from '@figmill/core'
import {
  createServiceLimits,
  type ServiceLimit,
} from '../../packages/emulators/src/count-requests.ts'
import type { HttpAnswer, HttpRequest } from '../../packages/emulators/src/emulator.ts'
import {
  type Fault,
  type FaultScript,
  isBefore,
  spoil,
  spoilPicture,
} from '../../packages/emulators/src/faults.ts'
import { bearerOf, json, readJson } from '../../packages/emulators/src/json-answer.ts'

/** Everything in which services differ. */
export interface ServiceTraits {
  mode: 'sync' | 'async'
  charges: 'on-accept' | 'on-success' | 'on-completion'
  idempotency: 'none' | 'request-id'
  /** How a client can find a request whose answer it did not get. */
  recovery: 'none' | 'list' | 'request-id'
  batchSize: number
  listSize: number
  price: number
  limits: readonly ServiceLimit[]
  /** Whether requests over the limit count against it. */
  countsRefused: boolean
  hints: 'none' | 'retry-after' | 'retry-after-date' | 'x-ratelimit'
  durationMs: (index: number) => number
  /** Size of its pictures, about; 0 for the smallest. */
  pictureBytes: number
}

export const plainTraits: ServiceTraits = {
  mode: 'async',
  charges: 'on-accept',
  idempotency: 'none',
  recovery: 'none',
  batchSize: 1,
  listSize: 0,
  price: 2,
  limits: [],
  countsRefused: false,
  hints: 'retry-after',
  durationMs: () => 1_000,
  pictureBytes: 0,
}

export interface ServiceJob {
  id: string
  key: string
  requestId: string | undefined
  prompt: string
  startedAt: number
  durationMs: number
  fault: Fault | undefined
}

/** One charge, in the service's own books. */
export interface Charge {
  prompt: string
  job: string
  credits: number
}

export interface FakeService {
  handle(request: HttpRequest): Promise<HttpAnswer>
  /** Its own books: what it took, and what it charged. */
  charges(): Charge[]
  jobs(): ServiceJob[]
  /** Prompts it was sent and did not refuse, once for each time: each may have been charged. */
  unrefused: string[]
  requests: { submits: number; reads: number; refused: number; pictures: number }
  /** Forgets its jobs, as some services do when they start anew. */
  restart(): void
}

export interface FakeServiceOptions {
  traits: ServiceTraits
  clock: Clock
  faultOf?: FaultScript | undefined
}

/** A service that does what a document could say, with faults by script. It knows nothing of figmill. */
export function createFakeService({
  clock,
  faultOf = () => undefined,
  traits,
}: FakeServiceOptions): FakeService {
  const jobs = new Map<string, ServiceJob>()
  const byRequestId = new Map<string, ServiceJob>()
  const booked = new Map<string, Charge>()
  const limits = createServiceLimits(traits.limits, traits.countsRefused, clock)
  const requests = { submits: 0, reads: 0, refused: 0, pictures: 0 }
  const unrefused: string[] = []
  let made = 0

  const isOver = ({ durationMs, fault, startedAt }: ServiceJob) =>
    fault !== 'stuck-task' && clock.now() >= startedAt + durationMs

  function charge(job: ServiceJob): void {
    booked.set(job.id, { prompt: job.prompt, job: job.id, credits: traits.price })
  }

  /** Books what has ended: a service charges whether or not anybody looks. */
  function book(): void {
    for (const job of jobs.values()) {
      if (traits.charges === 'on-accept' || !isOver(job) || booked.has(job.id)) continue
      if (job.fault === 'failed-task' && traits.charges === 'on-success') continue
      charge(job)
    }
  }

  function take(
    prompt: string,
    requestId: string | undefined,
    key: string,
    fault: Fault | undefined,
  ): ServiceJob {
    const known = requestId === undefined ? undefined : byRequestId.get(requestId)
    if (traits.idempotency === 'request-id' && known !== undefined) return known
    const job = {
      id: `job-${++made}`,
      key,
      requestId,
      prompt,
      startedAt: clock.now(),
      durationMs: traits.durationMs(made - 1),
      fault,
    }
    jobs.set(job.id, job)
    if (requestId !== undefined) byRequestId.set(requestId, job)
    if (traits.charges === 'on-accept') charge(job)
    return job
  }

  function show(job: ServiceJob) {
    const { fault, id, prompt, startedAt } = job
    const facts = { id, prompt, started_at: startedAt }
    if (!isOver(job))
      return {
        ...facts,
        status: startedAt + job.durationMs / 2 > clock.now() ? 'queued' : 'drawing',
      }
    if (fault === 'failed-task')
      return {
        ...facts,
        status: 'failed',
        error: 'the model gave up',
        credits: traits.charges === 'on-success' ? 0 : traits.price,
      }
    return { ...facts, status: 'succeeded', picture: `/pictures/${id}`, credits: traits.price }
  }

  async function submit(request: HttpRequest, fault: Fault | undefined): Promise<HttpAnswer> {
    const { prompts, request_ids: requestIds = [] } = readJson(request) as {
      prompts: string[]
      request_ids?: string[]
    }
    if (prompts.length > traits.batchSize) return json(400, { error: 'too many prompts' })
    if (prompts.some((prompt) => prompt.includes('forbidden')))
      return json(400, { error: 'moderated' })
    unrefused.push(...prompts)
    if (isBefore(fault)) return mangle(json(200, {}), fault)
    const taken = prompts.map((prompt, index) =>
      take(prompt, requestIds[index], bearerOf(request), fault),
    )
    if (fault === 'hang' || fault?.endsWith('-after')) return mangle(json(202, {}), fault)
    if (traits.mode === 'async')
      return mangle(json(202, { jobs: taken.map(({ id }) => ({ id })) }), fault)
    await clock.sleep(Math.max(...taken.map(({ durationMs }) => durationMs)))
    book()
    if (fault === 'stuck-task') return { ...json(200, {}), fault: 'hang' }
    if (fault === 'failed-task')
      return json(traits.charges === 'on-success' ? 422 : 500, { error: 'the model gave up' })
    const pictures = taken.map((job) => ({
      id: job.id,
      picture: Buffer.from(pictureOf(job.prompt, traits.pictureBytes)).toString('base64'),
      credits: traits.price,
    }))
    return mangle(json(201, { pictures }), fault)
  }

  function read(request: HttpRequest, fault: Fault | undefined): HttpAnswer {
    book()
    if (fault?.startsWith('50')) return mangle(json(200, {}), fault)
    const key = bearerOf(request)
    const url = new URL(request.path, 'http://service')
    const own = [...jobs.values()].filter((job) => job.key === key && job.fault !== 'lost-task')
    if (url.pathname === '/balance') {
      const spent = [...booked.values()].reduce((sum, { credits }) => sum + credits, 0)
      return json(200, { credits: 1_000_000 - spent })
    }
    const [, , id] = url.pathname.split('/')
    if (url.pathname.startsWith('/requests/')) {
      const found = byRequestId.get(id ?? '')
      return found === undefined
        ? json(404, { error: 'unknown request' })
        : mangle(json(200, show(found)), fault)
    }
    if (id !== undefined) {
      const job = own.find((one) => one.id === id)
      return job === undefined
        ? json(404, { error: 'unknown job' })
        : mangle(json(200, show(job)), fault)
    }
    const from = Number(url.searchParams.get('page') ?? 0) * traits.listSize
    const newest = own.toReversed().slice(from, from + traits.listSize)
    return mangle(json(200, { jobs: newest.map(show) }), fault)
  }

  function picture({ path }: HttpRequest, fault: Fault | undefined): HttpAnswer {
    requests.pictures += 1
    const job = jobs.get(path.split('/').at(-1) ?? '')
    if (job === undefined) return json(404, { error: 'no such picture' })
    const body = pictureOf(job.prompt, traits.pictureBytes)
    const headers = { 'content-type': 'image/png' }
    return spoilPicture({ status: 200, headers, body, fault }, fault ?? job.fault)
  }

  return {
    requests,
    unrefused,
    charges() {
      book()
      return [...booked.values()]
    },
    jobs: () => [...jobs.values()],
    restart() {
      book()
      jobs.clear()
      byRequestId.clear()
    },
    async handle(request) {
      if (request.path.startsWith('/pictures/'))
        return picture(request, faultOf('picture', requests.pictures))
      const kind = request.method === 'POST' ? 'submit' : 'read'
      const fault = faultOf(kind, kind === 'submit' ? requests.submits : requests.reads)
      requests[kind === 'submit' ? 'submits' : 'reads'] += 1
      if (fault === 'refuse') return { ...json(200, {}), fault }
      const counted = limits.ask({
        key: bearerOf(request),
        account: 'account',
        address: request.address,
      })
      if (counted.refused || fault === '429') {
        requests.refused += 1
        return json(429, { error: 'too many requests' }, hintsOf(traits, counted, clock))
      }
      const answer = await (kind === 'submit' ? submit(request, fault) : read(request, fault))
      return {
        ...answer,
        headers: {
          ...answer.headers,
          ...(traits.hints === 'x-ratelimit' ? hintsOf(traits, counted, clock) : {}),
        },
      }
    },
  }
}

function mangle(answer: HttpAnswer, fault: Fault | undefined): HttpAnswer {
  // Worse than what stands in front of emulated services: the page comes with a status of success.
  if (fault === 'html')
    return {
      ...answer,
      headers: { 'content-type': 'text/html' },
      body: '<html>Bad gateway</html>',
    }
  return spoil(answer, fault, () => JSON.stringify({ error: 'something went wrong' }))
}

function hintsOf(
  { hints }: ServiceTraits,
  counted: { retryAfterMs: number; limit: number; remaining: number; resetMs: number },
  clock: Clock,
): Record<string, string> {
  const retryMs = Math.max(counted.retryAfterMs, 0)
  switch (hints) {
    case 'none':
      return {}
    case 'retry-after':
      return { 'retry-after': String(Math.ceil(retryMs / 1000)) }
    case 'retry-after-date':
      return { 'retry-after': new Date(clock.now() + retryMs + 999).toUTCString() }
    case 'x-ratelimit':
      return {
        'x-ratelimit-limit': String(counted.limit),
        'x-ratelimit-remaining': String(counted.remaining),
        'x-ratelimit-reset': String(Math.ceil(counted.resetMs / 1000)),
        ...(retryMs > 0 ? { 'retry-after': String(Math.ceil(retryMs / 1000)) } : {}),
      }
  }
}

/** A real PNG that bears the prompt's mark: 4 by 3, and 16 by 12 pixels or of so many bytes. */
export function pictureOf(prompt: string, bytes = 0): Uint8Array {
  const noise = noises.get(bytes) ?? drawNoise(bytes)
  noises.set(bytes, noise)
  return Buffer.concat([
    noise,
    chunk('tEXt', Buffer.from(`Title\0${crc32(prompt)}`, 'latin1')),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** By size: a service that draws each anew is too slow to show what fetching them takes. */
const noises = new Map<number, Buffer>()

/** A PNG of about so many bytes, but for its end. */
function drawNoise(bytes: number): Buffer {
  // Noise does not get smaller: three bytes a pixel.
  const height = Math.max(12, Math.round(Math.sqrt(bytes / 4)))
  const width = Math.round((height * 4) / 3)
  let seed = bytes
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let index = 0; index < rows.length; index++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    rows[index] = index % (1 + width * 3) === 0 ? 0 : seed >>> 24
  }
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0])
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
