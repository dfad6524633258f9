// The document does not say:
// - how many requests a plan allows: 60 a minute, in fixed windows, each key for itself; refused ones do not count.
// - who is counted without a valid key: the address.
// - the unit of X-RateLimit-Reset: seconds since the epoch. The headers tell what was left when the request came.
// - what Retry-After is when a provider's limit was met (fault `429`): until the own window ends. No job is kept.
// - the prices of `standard` and `creative`: 20 and 30. `is_exact` is false for BYOK too.
// - whether calls under way hold credits: no. Several at once may spend more than there is; what is left is then 0.
// - whether a failed call is deducted: no, and its row has `credits_consumed` 0.
// - the shape of the list: `data` is the rows (an option), each as full as one job's, with the names of `/process`'s answer.
// - what a row has of a job under way: null where nothing is known yet. `error` is null unless it failed.
// - whether a row carries the prompt: yes (an option). It never carries `image_url`; `image_id` is then null.
// - what comes first of several problems: 429, 401, 403, 400, 422 for BYOK, 404, 402, then the safety filter's 422.
// - when the filter rejects: after the usual time, with a failed job.
// - what happens after 300 seconds: the platform answers 504 in plain text; the job stays `processing`, undeducted.
// - whether an `image_id` counts before its file was put: no, 404. An ignored `image_url` is still validated.
// - what an `image_url` that cannot be fetched does: nothing is fetched here, every HTTPS address is taken for a picture.
// - size and aspect of results: 1024 by 1024. Equal requests give equal pictures.
// - how lengths are counted: in UTF-16 units. Integers out of range and unknown query parameters are refused with 400.
// - how the store answers: 200, or XML as object stores do; 403 for an expired, unsigned or otherwise typed PUT, 400 when
//   it carries `Authorization`. A PUT may be repeated. Downloads need no key and do not expire.
// - what becomes of a job that is lost (a fault): its call ends with 500, it is deducted, and in no list.
// - what a restart loses: the counters of the limits. Jobs are there for "historical lookups".
import { sizeOf } from './aspect-size.ts'
import { createServiceLimits, type LimitAnswer } from './count-requests.ts'
import { drawPicture } from './draw-picture.ts'
import type { Emulator, HttpAnswer, HttpRequest, Submission } from './emulator.ts'
import { type Fault, isBefore, spoil, spoilPicture } from './faults.ts'
import { createEndpoints, isProcess } from './flokan/endpoints.ts'
import { createJobBook } from './flokan/job-book.ts'
import { type FlokanOptions, type Settings, settingsOf } from './flokan/options.ts'
import { Refusal } from './flokan/refusal.ts'
import { createStorage, problem } from './flokan/storage.ts'
import { bearerOf, json, readJson } from './json-answer.ts'

export { type FlokanOptions, flokanKey } from './flokan/options.ts'

/** Flokan's Image Editor API, with the store that its upload addresses and results are at. */
export function createFlokanEmulator(options: FlokanOptions): Emulator {
  const settings = settingsOf(options)
  const { clock, countsRefused, faultOf, keys, limit, origin, rightsOf } = settings
  const jobs = createJobBook(settings)
  const storage = createStorage(clock, origin)
  const answerOf = createEndpoints(settings, jobs, storage)
  const openLimits = () => createServiceLimits([limit], countsRefused, clock)
  let limits = openLimits()
  const requests = { submits: 0, reads: 0, pictures: 0, refused: 0 }
  const submissions: Submission[] = []

  async function api(request: HttpRequest, url: URL, fault: Fault | undefined) {
    const key = bearerOf(request)
    const rights = keys.includes(key) ? rightsOf(key) : undefined
    const { address } = request
    const counted = limits.ask({
      key: rights === undefined ? address : key,
      account: rights?.workspace ?? address,
      address,
    })
    const headers = limitHeaders(counted, settings)
    const refuse = (status: number, error: string) =>
      json(status, { success: false, error }, headers)
    if (counted.refused || fault === '429') {
      requests.refused += 1
      const waitMs = counted.refused ? counted.retryAfterMs : counted.resetMs
      const refused = refuse(429, 'Rate limit exceeded')
      const retryAfter = String(Math.ceil(waitMs / 1_000))
      return { ...refused, headers: { ...refused.headers, 'retry-after': retryAfter } }
    }
    if (isBefore(fault)) return refuse(500, 'Internal server error')
    const reply = (status: number, data: unknown) => json(status, { success: true, data }, headers)
    try {
      if (rights === undefined) throw new Refusal(401, 'Missing or invalid API key')
      if (!rights.scopes.includes('image_editor')) {
        throw new Refusal(403, 'Missing image_editor scope')
      }
      if (!rights.permissions.includes('access_image_editor')) {
        throw new Refusal(403, 'Missing access_image_editor permission')
      }
      return await answerOf({ request, url, workspace: rights.workspace, fault, reply })
    } catch (error) {
      if (error instanceof Refusal) return refuse(error.status, error.message)
      throw error
    }
  }

  async function submit(request: HttpRequest, url: URL, fault: Fault | undefined) {
    const submission = {
      path: url.pathname,
      key: bearerOf(request),
      body: readJson(request),
      // Until it is answered.
      status: 0,
    }
    submissions.push(submission)
    const answer = spoil(await api(request, url, fault), fault, errorBody)
    submission.status = answer.status
    return answer
  }

  async function picture(path: string): Promise<HttpAnswer> {
    const job = jobs.ofPath(path)
    if (job === undefined) return storage.get(path) ?? problem(404, 'NoSuchKey', 'No such picture')
    const text = JSON.stringify(job.body)
    const mediaType = 'image/png'
    const words = job.body.prompt
    const body = await drawPicture({ mediaType, ...sizeOf('1:1', '1K'), text, words })
    return { status: 200, headers: { 'content-type': mediaType }, body }
  }

  return {
    name: 'flokan',
    requests,
    submissions: () => submissions,
    charges: jobs.charges,
    restart() {
      limits = openLimits()
    },
    async handle(request) {
      const { method, path } = request
      const url = new URL(`http://flokan${path}`)
      const { pathname } = url
      const counter = isProcess(method, pathname)
        ? 'submits'
        : method === 'GET' && pathname.startsWith('/images/')
          ? 'pictures'
          : 'reads'
      const fault = faultOf(kinds[counter], requests[counter]++)
      const isStored = counter === 'pictures' || pathname.startsWith('/storage/')
      if (fault === 'refuse' || fault === 'reset-before') {
        return { status: 500, headers: {}, body: '', fault }
      }
      if (counter === 'submits') return submit(request, url, fault)
      if (!isStored) return spoil(await api(request, url, fault), fault, errorBody)
      if (isBefore(fault)) return spoil(problem(500, '', ''), fault, storeErrorBody)
      if (counter === 'reads') return spoil(storage.put(request), fault, storeErrorBody)
      return spoil(spoilPicture(await picture(pathname), fault), fault, storeErrorBody)
    },
  }
}

const kinds = { submits: 'submit', reads: 'read', pictures: 'picture' } as const

const errorBody = () => JSON.stringify({ success: false, error: 'Internal server error' })
const storeErrorBody = () => String(problem(500, 'InternalError', 'Please try again').body)

function limitHeaders(
  { limit, remaining, resetMs }: LimitAnswer,
  { clock, resetUnit }: Settings,
): Record<string, string> {
  const resetAtMs = resetUnit === 'delta-seconds' ? resetMs : clock.now() + resetMs
  const reset = resetUnit === 'epoch-ms' ? resetAtMs : resetAtMs / 1_000
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(reset)),
  }
}
