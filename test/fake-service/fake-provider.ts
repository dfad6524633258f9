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
  ServiceAnswer,
  SubmitContext,
  SubmitOutcome,
} from '@figmill/core'
import type { ServiceTraits } from './fake-service.ts'

export interface FakeProviderOptions {
  /** Of the core it is tested with: its sources, or what it was built to. */
  createError: (code: FigureErrorCode, message: string) => FigureError
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
  traits,
}: FakeProviderOptions): Provider {
  const name = 'fake'

  const ask = (context: ProviderContext, path: string, sending?: object): Promise<Sent> => {
    if (context.send === undefined) throw new Error('the fake provider needs the network')
    const headers = { authorization: `Bearer ${context.key}`, 'content-type': 'application/json' }
    const call = { url: `${origin}${path}`, headers }
    return context.send(
      sending === undefined
        ? { method: 'GET', ...call }
        : { method: 'POST', ...call, body: JSON.stringify(sending) },
    )
  }

  async function read<Value>(context: ProviderContext, path: string): Promise<Value> {
    const sent = await ask(context, path)
    if (sent.status !== 'answered') throw createError('service-unavailable', sent.reason)
    const { answer } = sent
    if (!isOk(answer)) throw createError('service-unavailable', `it answered ${answer.status}`)
    return readJson(answer)
  }

  const toHandle = (id: string, key: string | undefined): JobHandle => ({
    provider: name,
    id,
    origin,
    ...(key === undefined ? {} : { keyFingerprint: key }),
  })

  function readSubmission(
    answered: ServiceAnswer,
    requests: readonly ProviderRequest[],
    context: SubmitContext,
  ): SubmitOutcome[] {
    const { headers, status } = answered
    if (status === 429) {
      const seconds = Number(headers['retry-after'] ?? Number.NaN)
      const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : undefined
      return requests.map(() => ({
        status: 'rejected',
        again: 'later',
        retryAfterMs,
        error: createError('service-unavailable', 'too many requests'),
      }))
    }
    if (status >= 400 && status < 500) {
      const text = new TextDecoder().decode(answered.body)
      return requests.map(() => ({
        status: 'rejected',
        error: createError('service-refused', text),
      }))
    }
    if (!isOk(answered))
      return requests.map(() => ({ status: 'unknown', reason: `it answered ${status}` }))
    const answer = readJson(answered) as {
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
      inputs: ['images'],
      aspects: [],
      resolutions: [],
      prices: [`${traits.price} a figure`],
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
        prompts: requests.map(({ body }) => body.prompt),
        ...(names ? { request_ids: context.requestIds } : {}),
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
        return readSubmission(sent.answer, requests, context)
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
          const { answer } = sent
          if (answer.status === 404) return toState(undefined)
          if (!isOk(answer))
            throw createError('service-unavailable', `it answered ${answer.status}`)
          return toState(readJson(answer))
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
      const { answer } = sent
      if (answer.status === 404) return []
      if (!isOk(answer)) throw createError('service-unavailable', `it answered ${answer.status}`)
      return [readJson<JobAnswer>(answer)]
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
    if (sent.status !== 'answered' || !isOk(sent.answer))
      throw createError('service-unavailable', 'its picture cannot be had')
    return toDone(sent.answer.body, job.credits ?? traits.price)
  }
}

const isOk = ({ status }: ServiceAnswer) => status >= 200 && status < 300

function readJson<Value>({ body }: ServiceAnswer): Value {
  return JSON.parse(new TextDecoder().decode(body)) as Value
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
