import { createAccess } from './agent/access.ts'
import { createActions, type Scope } from './agent/actions.ts'
import { type Described, describeApi, describeForReaders } from './agent/describe-api.ts'
import { type Data, envelope, failure } from './agent/envelope.ts'
import { documentedModels, type Model } from './agent/models.ts'
import { exchangeRequest } from './agent/requests.ts'
import { makeResult } from './agent/results.ts'
import { createTasks } from './agent/tasks.ts'
import { createServiceLimits, type ServiceLimit } from './count-requests.ts'
import type { Emulator, EmulatorOptions, HttpAnswer, HttpRequest, Submission } from './emulator.ts'
import { type Fault, isBefore, type RequestKind, spoil, spoilPicture } from './faults.ts'
import { bearerOf, json, readJson } from './json-answer.ts'

/*
 * The document does not say:
 * - how to see how far a task is: an option. Without a status path a repeated request_id shows it; with one, a repeated
 *   request_id is answered as the first time.
 * - what a request_id is: any text. Ids belong to the account, whichever of its keys is used, and are never forgotten.
 * - what a repeated request_id with another body does: it is refused (`request_id_conflict`), free of charge, and the
 *   first task stays. A request that was refused leaves its id free.
 * - when a task is charged, and whether a failed one is given back: when it is taken, and it is not (an option).
 * - the words for progress and failure: pending, processing, succeeded, and failed (an option), with `data.error`.
 * - what a repeated request_id of a task that got lost does: `task_not_found`, for it must not be charged again.
 * - other errors than insufficient_credits: all are `data.error` in HTTP 200, with a suggestion. Paths that are not
 *   there answer 404, limits 429 and the service's own failures 5xx, with the same body.
 * - limits of requests: none (an option), and no headers about them.
 * - the rights of keys: each may do everything (an option).
 * - what an identity of Moltbook looks like: { "identity_token": "..." }. Tokens do not end each other.
 * - answers to balance, estimate and models: { balance }, { estimated_credits, price_version, breakdown },
 *   { price_version, models: [{ id, product, credits, notes? }] }.
 * - how an estimate is asked for an image-to-video: it may have input_image_urls too.
 * - an old price_version: refused (`price_version_mismatch`), with the current one beside the error.
 * - values of units: count 1, 2, 4 or 8 (only images; else 1), resolution 1K, 2K or 4K (1K) for images and 720p or
 *   1080p (720p) for videos, duration in whole seconds up to an hour, aspect_ratio any two numbers below 100.
 * - where the columns of its tables end: "wan-2.6201080p = 300" is read as 20, and 300 at 1080p.
 * - prices of 2K, and of 4K and 1080p where the tables are silent: those of the smallest. Which video models have
 *   the factors 1.8 and 1.5: sora-2.
 * - which models take pictures: by their names; the others may be given some. Nobody looks whether they exist.
 * - formats: PNG and MP4 of the size and shape asked for, a video 16:9 and 5 seconds long where nothing is said; a
 *   second of silence as WAV.
 * - how long results can be downloaded: always, by whoever has the address.
 */

export interface AgentOptions extends EmulatorOptions {
  /**
   * Asked with GET, with the id of the request, or of the task when the parameter is named so (`{taskId}`).
   * Default: `/v1/generate/{requestId}`. `null`: there is none.
   */
  statusPath?: string | null | undefined
  /** Default: `/v1/credits/estimate`. */
  estimatePath?: string | undefined
  /** An estimate's units: an object (default), or how many, with the resolution in `options`. */
  estimateUnits?: 'object' | 'number' | undefined
  /** Whether a generation may name its `scene`. Default: false. */
  acceptsScene?: boolean | undefined
  /** What the keys may do. Default: everything. */
  scopes?: readonly Scope[] | undefined
  /** Moltbook identities that may be exchanged. Default: one. */
  moltbookIdentities?: readonly string[] | undefined
  /** Default: the document's tables. */
  models?: readonly Model[] | undefined
  /** Default: `2026-02-02-v1`. */
  priceVersion?: string | undefined
  /** The word for a task that failed. Default: `failed`. */
  failureStatus?: string | undefined
  /** Whether failed tasks are given back. Default: false. */
  refundsFailed?: boolean | undefined
  /** Default: none. */
  limits?: readonly ServiceLimit[] | undefined
  /** Whether requests over a limit count against it. Default: false. */
  countsRefused?: boolean | undefined
}

/** The Agent API, as its document describes it. */
export function createAgentEmulator({
  acceptsScene = false,
  clock,
  countsRefused = false,
  credits = 1_000_000,
  durationMs = () => 20_000,
  estimatePath = '/v1/credits/estimate',
  estimateUnits = 'object',
  failureStatus = 'failed',
  faultOf = () => undefined,
  keys = [`ryn_agent_v1_${'0'.repeat(32)}`],
  limits = [],
  models = documentedModels,
  moltbookIdentities = ['moltbook-identity'],
  origin,
  priceVersion = '2026-02-02-v1',
  refundsFailed = false,
  scopes = ['image', 'video', 'music', 'credits:read'],
  statusPath = '/v1/generate/{requestId}',
}: AgentOptions): Emulator {
  const access = createAccess(clock, keys, moltbookIdentities)
  const counters = createServiceLimits(limits, countsRefused, clock)
  const tasks = createTasks({ clock, durationMs, failureStatus, origin, refundsFailed })
  const actions = createActions({
    acceptsScene,
    access,
    credits,
    estimateUnits,
    models,
    priceVersion,
    repeatsShowProgress: statusPath === null,
    scopes,
    tasks,
  })
  const described: Described = {
    origin,
    statusPath,
    estimatePath,
    estimateRequest: actions.estimateSchema,
    generateRequest: actions.generationSchema,
    exchangeRequest,
  }
  const requests = { submits: 0, reads: 0, pictures: 0, refused: 0 }
  const submissions: Submission[] = []
  const pathOf = ({ path }: HttpRequest) => new URL(path, origin).pathname

  /** What answers a request that needs a key; `undefined` when there is no such path. */
  function actionOf(request: HttpRequest, fault: Fault | undefined): (() => Data) | undefined {
    const path = pathOf(request)
    switch (`${request.method} ${path}`) {
      case 'GET /v1/credits/balance':
        return actions.balance
      case `POST ${estimatePath}`:
        return () => actions.estimate(readJson(request))
      case 'GET /v1/models/list':
        return actions.listModels
      case 'POST /v1/generate':
        return () => actions.generate(readJson(request), fault)
    }
    if (request.method !== 'GET' || statusPath === null) return undefined
    const [before = '', parameter = '', after = ''] = statusPath.split(/[{}]/)
    const id = path.slice(before.length, path.length - after.length)
    if (id === '' || id.includes('/') || path !== before + id + after) return undefined
    return () => actions.status(decode(id), !/task/i.test(parameter))
  }

  function respond(request: HttpRequest, fault: Fault | undefined): HttpAnswer {
    switch (`${request.method} ${pathOf(request)}`) {
      case 'GET /agent/openapi.json':
        return json(200, describeApi(described))
      case 'GET /llms.txt':
      case 'GET /agent/llms.txt':
        return {
          status: 200,
          headers: { 'content-type': 'text/plain; charset=utf-8' },
          body: describeForReaders(described),
        }
      case 'POST /auth/moltbook/exchange':
        return json(200, envelope(actions.exchange(readJson(request))))
    }
    const action = actionOf(request, fault)
    if (action === undefined) return notFound
    switch (access.check(bearerOf(request))) {
      case 'unknown':
        return json(200, envelope(failure('unauthorized', 'Send an API key as a bearer token.')))
      case 'expired':
        return json(200, envelope(failure('token_expired', 'Exchange the identity again.')))
      case 'known':
        return json(200, envelope(action()))
    }
  }

  async function download(request: HttpRequest): Promise<HttpAnswer> {
    const path = pathOf(request)
    const task = tasks.ofId(path.split('/')[2] ?? '')
    const index = task === undefined ? -1 : tasks.outputsOf(task).indexOf(origin + path)
    return task === undefined || index < 0
      ? notFound
      : makeResult(task.product, task.request, index)
  }

  async function answer(
    kind: RequestKind,
    request: HttpRequest,
    fault: Fault | undefined,
  ): Promise<HttpAnswer> {
    if (isBefore(fault)) return spoil(json(200, {}), fault, errorBody)
    if (kind === 'picture')
      return spoil(spoilPicture(await download(request), fault), fault, errorBody)
    const { address } = request
    const counted = counters.ask({ key: bearerOf(request), account: 'account', address })
    if (!counted.refused && fault !== '429') return spoil(respond(request, fault), fault, errorBody)
    requests.refused += 1
    return json(429, envelope(failure('rate_limited', 'Ask again later.')))
  }

  return {
    name: 'agent',
    requests,
    submissions: () => submissions,
    charges: tasks.charges,
    /** Nothing is gone: what is charged once has to be remembered. */
    restart() {},
    async handle(request) {
      const path = pathOf(request)
      const kind = kindOf(request.method, path)
      const fault = faultOf(kind, requests[`${kind}s`]++)
      const answered = await answer(kind, request, fault)
      if (kind === 'submit' && fault !== 'refuse' && fault !== 'reset-before')
        submissions.push({
          path,
          key: bearerOf(request),
          body: readJson(request),
          status: answered.status,
        })
      return answered
    },
  }
}

function kindOf(method: string, path: string): RequestKind {
  if (path.startsWith('/results/')) return 'picture'
  return method === 'POST' && path === '/v1/generate' ? 'submit' : 'read'
}

function decode(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

const notFound = json(404, envelope(failure('not_found', 'Read /agent/openapi.json.')))

const errorBody = (status: number) =>
  JSON.stringify(envelope(failure(`error_${status}`, 'Ask again later.')))
