import type {
  FigureError,
  FigureErrorCode,
  InputFile,
  JobHandle,
  JobState,
  LostAttempt,
  Provider,
  ProviderContext,
  ProviderRequest,
  RateLimit,
  Recovered,
  Sent,
  SubmitContext,
  SubmitOutcome,
} from '@figmill/core'
import type { ServiceTraits } from './fake-service.ts'

/** What the adapter needs of the core it is tested with: its sources, or what it was built to. */
export interface CoreParts {
  sendOnce: (fetch: typeof globalThis.fetch, url: string, init: RequestInit) => Promise<Sent>
  createError: (code: FigureErrorCode, message: string) => FigureError
}

export interface FakeProviderOptions extends CoreParts {
  origin: string
  keys: readonly string[]
  traits: ServiceTraits
  /** What the adapter knows of the limits; none when they must be learnt. */
  limits?: readonly RateLimit[]
}

interface JobAnswer {
  id: string
  status?: string
  picture?: string
  credits?: number
  error?: string
  prompt?: string
  started_at?: number
}

/** An adapter as one for a real service would be: it translates, and nothing else. */
export function createFakeProvider({
  createError,
  keys,
  limits = [],
  origin,
  sendOnce,
  traits,
}: FakeProviderOptions): Provider {
  const name = 'fake'

  const ask = (context: ProviderContext, path: string, init: RequestInit = {}): Promise<Sent> => {
    if (context.fetch === undefined) throw new Error('the fake provider needs the network')
    const headers = { authorization: `Bearer ${context.key}`, ...init.headers }
    return sendOnce(context.fetch, `${origin}${path}`, { ...init, headers })
  }

  async function read<Value>(context: ProviderContext, path: string): Promise<Value> {
    const sent = await ask(context, path)
    if (sent.status !== 'answered') throw createError('service-unavailable', sent.reason)
    if (!sent.response.ok)
      throw createError('service-unavailable', `it answered ${sent.response.status}`)
    return (await sent.response.json()) as Value
  }

  const toHandle = (id: string, key: string | undefined): JobHandle => ({
    provider: name,
    id,
    origin,
    ...(key === undefined ? {} : { keyFingerprint: key }),
  })

  async function readSubmission(
    response: Response,
    requests: readonly ProviderRequest[],
    context: SubmitContext,
  ): Promise<SubmitOutcome[]> {
    if (response.status === 429) {
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
      const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : undefined
      return requests.map(() => ({
        status: 'rejected',
        again: 'later',
        retryAfterMs,
        error: createError('service-unavailable', 'too many requests'),
      }))
    }
    if (response.status >= 400 && response.status < 500) {
      const text = await response.text()
      return requests.map(() => ({
        status: 'rejected',
        error: createError('service-refused', text),
      }))
    }
    if (!response.ok)
      return requests.map(() => ({ status: 'unknown', reason: `it answered ${response.status}` }))
    const answer = (await response.json()) as {
      jobs?: JobAnswer[]
      pictures?: { picture: string; credits: number }[]
    }
    if (answer.jobs !== undefined) {
      const jobs = answer.jobs
      return requests.map((_, index) => {
        const job = jobs[index]
        return job === undefined
          ? { status: 'unknown', reason: 'it named no job' }
          : { status: 'accepted', handle: toHandle(job.id, context.key) }
      })
    }
    return requests.map((_, index) => {
      const made = answer.pictures?.[index]
      if (made === undefined) return { status: 'unknown', reason: 'it gave no picture' }
      return toDone(new Uint8Array(Buffer.from(made.picture, 'base64')), made.credits)
    })
  }

  const toState = (job: JobAnswer | undefined): JobState => {
    switch (job?.status) {
      case undefined:
        return { status: 'lost', reason: 'the service does not know the job' }
      case 'succeeded':
        return {
          status: 'done',
          locations: [{ kind: 'url', url: `${origin}${job?.picture}`, authenticated: false }],
          costCredits: job?.credits ?? traits.price,
        }
      case 'failed':
        return {
          status: 'failed',
          error: createError('service-failed', job?.error ?? 'no reason'),
          costCredits: job?.credits ?? traits.price,
        }
      default:
        return { status: 'pending' }
    }
  }

  const provider: Provider = {
    name,
    capabilities: {
      mode: traits.mode,
      charges: traits.charges,
      idempotency: traits.idempotency,
      recovery: traits.recovery,
      batchSize: traits.batchSize,
      listSize: traits.listSize,
      webhook: false,
      limitScopes: ['address', 'key', 'account'],
      tasks: ['diagram'],
      formats: ['png'],
    },
    optionNames: [],
    service: { origin, keys, limits },
    resolve: ({ images = [], prompt = '', take }) => ({
      request: {
        provider: name,
        operation: 'generate',
        body: {
          prompt,
          ...(images.length === 0 ? {} : { images: images.map(toBodyImage) }),
        },
        ...(take === undefined ? {} : { take }),
      },
      warnings: [],
      problems: [],
    }),
    estimate: () => ({ credits: traits.price, bound: 'exact' }),
    async submit(requests, context) {
      if (requests.length === 0) return []
      const names = traits.idempotency === 'request-id' || traits.recovery === 'request-id'
      const sent = await ask(context, '/jobs', {
        method: 'POST',
        body: JSON.stringify({
          prompts: requests.map(({ body }) => body.prompt),
          ...(names ? { request_ids: context.requestIds } : {}),
        }),
        headers: { 'content-type': 'application/json' },
      })
      if (sent.status === 'not-sent') {
        return requests.map(() => ({
          status: 'rejected',
          again: 'later',
          error: createError('service-unavailable', sent.reason),
        }))
      }
      if (sent.status === 'unknown')
        return requests.map(() => ({ status: 'unknown', reason: sent.reason }))
      try {
        return await readSubmission(sent.response, requests, context)
      } catch (error) {
        return requests.map(() => ({
          status: 'unknown',
          reason: `its answer cannot be read: ${error instanceof Error ? error.message : error}`,
        }))
      }
    },
    async balance(context) {
      return (await read<{ credits: number }>(context, '/balance')).credits
    },
  }
  if (traits.mode === 'async') {
    provider.poll = async (handles, context) => {
      if (context.page !== undefined) {
        const { jobs } = await read<{ jobs: JobAnswer[] }>(context, `/jobs?page=${context.page}`)
        const byId = new Map(jobs.map((job) => [job.id, job]))
        // One that is not on the page may be further down: that says nothing.
        return handles.map(({ id }) =>
          byId.has(id) ? toState(byId.get(id)) : { status: 'pending', isUnseen: true },
        )
      }
      return Promise.all(
        handles.map(async ({ id }) => {
          const sent = await ask(context, `/jobs/${id}`)
          if (sent.status !== 'answered') throw createError('service-unavailable', sent.reason)
          if (sent.response.status === 404) return toState(undefined)
          if (!sent.response.ok)
            throw createError('service-unavailable', `it answered ${sent.response.status}`)
          return toState((await sent.response.json()) as JobAnswer)
        }),
      )
    }
  }
  if (traits.recovery !== 'none') {
    provider.recover = async (attempts, context) => {
      const [wanted] = attempts
      if (wanted === undefined) return []
      const jobs = await findJobs(wanted, context)
      const rivals = attempts.filter(({ request }) => request.body.prompt === promptOf(wanted))
      const [job] = jobs
      const fits = jobs.length === 1 && (traits.recovery === 'request-id' || rivals.length === 1)
      if (job === undefined || !fits)
        return [
          {
            status: 'not-found',
            reason: `${jobs.length} jobs fit ${rivals.length} requests`,
          },
        ]
      return [await adopt(job, context)]
    }
  }
  return provider

  async function findJobs(wanted: LostAttempt, context: RecoverContext): Promise<JobAnswer[]> {
    if (traits.recovery === 'request-id') {
      const sent = await ask(context, `/requests/${wanted.requestId}`)
      if (sent.status !== 'answered') throw createError('service-unavailable', sent.reason)
      if (sent.response.status === 404) return []
      if (!sent.response.ok)
        throw createError('service-unavailable', `it answered ${sent.response.status}`)
      return [(await sent.response.json()) as JobAnswer]
    }
    const { jobs } = await read<{ jobs: JobAnswer[] }>(context, '/jobs')
    return jobs.filter(
      ({ id, prompt, started_at: startedAt = 0 }) =>
        prompt === promptOf(wanted) && startedAt >= wanted.sentAtMs && !context.known.has(id),
    )
  }

  /** A service that answers with the picture has it a little longer. */
  async function adopt(job: JobAnswer, context: RecoverContext): Promise<Recovered> {
    if (traits.mode === 'async')
      return { status: 'accepted', handle: toHandle(job.id, context.key) }
    if (job.status !== 'succeeded') return { status: 'not-found', reason: `it is ${job.status}` }
    const sent = await ask(context, job.picture ?? '')
    if (sent.status !== 'answered' || !sent.response.ok)
      throw createError('service-unavailable', 'its picture cannot be had')
    return toDone(new Uint8Array(await sent.response.arrayBuffer()), job.credits ?? traits.price)
  }
}

function toBodyImage({ digest, mediaType, sizeBytes }: InputFile) {
  return { sha256: digest, bytes: sizeBytes, mediaType }
}

type RecoverContext = Parameters<NonNullable<Provider['recover']>>[1]

const promptOf = ({ request }: LostAttempt) => request.body.prompt

const toDone = (bytes: Uint8Array, costCredits: number) =>
  ({
    status: 'done',
    artifact: { bytes, mediaType: 'image/png', width: 16, height: 12 },
    costCredits,
  }) as const
