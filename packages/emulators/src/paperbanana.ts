import type { Emulator, EmulatorOptions, HttpAnswer, HttpRequest, Submission } from './emulator.ts'
import { type Fault, isBefore, type RequestKind, spoil } from './faults.ts'
import { bearerOf, json, readJson } from './json-answer.ts'
import { answerKey, answerKeys } from './paperbanana/admin-keys.ts'
import { endpointOf } from './paperbanana/endpoints.ts'
import { createKeyStore } from './paperbanana/key-store.ts'
import { refuseParameters } from './paperbanana/query.ts'
import { Refusal } from './paperbanana/refusal.ts'
import { createTaskService } from './paperbanana/task-service.ts'
import { version } from './paperbanana/version.ts'
import { createWebhooks, type Deliver, deliverOnLoopback } from './paperbanana/webhooks.ts'

// The document does not say:
// - Errors: `detail` is a text where the service itself refuses, and a list of {type, loc, msg, input} where a request is
//   not what its schema says (also a body that does not say it is JSON). Unknown fields and parameters, `null` for a field
//   and webhook addresses that are not http(s) are refused; empty texts are not.
// - Order: unknown parameters, then 401, 403, and 422 or 404. Paths and methods it does not have: 404 and 405.
// - Reads cost nothing and need no quota, though a disabled key cannot read; `readsNeedQuota` refuses it both with 403.
// - Failed tasks are not refunded. There is no limit of rate or size.
// - A task of another key is unknown. A new start forgets tasks and callbacks, and keeps keys, quotas and usage.
// - Times: 30 seconds and 10 more for each further iteration; 2 for a composite. A tenth of it, at most 2 seconds, pending.
// - Before its end `image_base64` and `description` of a task are null and `artifacts` is empty, as in a failed one.
//   `diagram_type` of a composite is `composite`.
// - Without `output_formats` (or with none in it) the artefact is a PNG; the preview and `/image` are PNG in any case. A
//   format that was not exported is 404.
// - Without aspect_ratio, or with `auto`, pictures are 16:9; without image_resolution 1K. Plots are always 1K.
// - image_model and image_resolution are refused with 422 when the image provider is not kie_imagen.
// - GPT Image 2 without one takes every aspect ratio.
// - A PDF begins with `%PDF-`; pages beyond its end are not noticed.
// - Composites: `auto` is as square as possible and not higher than wide; cells are as large as the largest panel, and a
//   label adds its font size; a layout needs room for all panels, and as many labels as panels; spacing and
//   label_font_size are at most 1,000. Unknown sources, and those without a picture (yet), are 404.
// - Webhooks: address and secret are those of the moment of the request. A redirect is an arrival, 30 seconds without an
//   answer are none. `image_url` of a failed task is null. Attempts that failed four times are given up.
// - Admin: keys are shown cut to nine characters after their creation, an update shows `webhook_url`, unlimited quota is
//   null, the usage log has the 100 newest, newest first. A deleted key takes the way to its tasks along.

export interface PaperBananaOptions extends EmulatorOptions {
  /** `PAPERBANANA_ADMIN_KEY`; `null`: not configured, so that admin endpoints answer 500. Default: `admin-key`. */
  adminKey?: string | null | undefined
  /** The server's image provider. Default: `kie_imagen`. */
  imageProvider?: string | undefined
  /** Whether a key without quota cannot poll and download either. Default: false. */
  readsNeedQuota?: boolean | undefined
  /** Sends callbacks. Default: the global `fetch`, to this machine only. */
  deliver?: Deliver | undefined
}

/** api.paperbanana.me; `credits` is the quota of each of `keys`, unlimited by default. */
export function createPaperBananaEmulator(options: PaperBananaOptions): Emulator {
  const { adminKey = 'admin-key', clock, faultOf = () => undefined, origin } = options
  const keys = createKeyStore(clock)
  for (const key of options.keys ?? [`pb_${'0'.repeat(32)}`])
    keys.create('emulator', options.credits ?? null, key)
  const tasks = createTaskService({
    clock,
    origin,
    keys,
    webhooks: createWebhooks(clock, origin, options.deliver ?? deliverOnLoopback),
    imageProvider: options.imageProvider ?? 'kie_imagen',
    readsNeedQuota: options.readsNeedQuota ?? false,
    durationMs: options.durationMs,
  })
  const submissions: Submission[] = []
  const requests = { submits: 0, reads: 0, pictures: 0, refused: 0 }

  function answerAdmin(request: HttpRequest, pathname: string): HttpAnswer {
    const [path, key] = /^\/api\/admin\/keys(?:\/([^/]+))?$/.exec(pathname) ?? []
    if (path === undefined) throw new Refusal(404, 'Not Found')
    if (adminKey === null) throw new Refusal(500, 'PAPERBANANA_ADMIN_KEY is not configured')
    if (bearerOf(request) !== adminKey) throw new Refusal(401, 'Missing or invalid admin key')
    return key === undefined ? answerKeys(request, keys) : answerKey(request, key, keys)
  }

  async function answer(request: HttpRequest, fault: Fault | undefined): Promise<HttpAnswer> {
    const url = new URL(request.path, 'http://paperbanana')
    const { pathname } = url
    const isTask = pathname.startsWith('/api/tasks/')
    if (!isTask) refuseParameters(url.searchParams)
    if (pathname.startsWith('/api/admin/')) return answerAdmin(request, pathname)
    const endpoint = endpointOf(pathname)
    if (!isTask && endpoint === undefined && pathname !== '/api/health')
      throw new Refusal(404, 'Not Found')
    if (request.method !== (endpoint === undefined ? 'GET' : 'POST'))
      throw new Refusal(405, 'Method Not Allowed')
    if (endpoint !== undefined) return tasks.submit(endpoint, request, fault)
    return isTask ? tasks.read(request, url, fault) : json(200, { status: 'ok', version })
  }

  /** An answer before its way back. */
  async function take(request: HttpRequest, fault: Fault | undefined): Promise<HttpAnswer> {
    if (isBefore(fault)) return json(500, {})
    if (fault === '429') {
      requests.refused += 1
      return json(429, { detail: 'Too Many Requests' })
    }
    return answer(request, fault).catch((error) => {
      if (error instanceof Refusal) return error.answer
      throw error
    })
  }

  return {
    name: 'paperbanana',
    requests,
    charges: () => [...tasks.charges],
    submissions: () => submissions,
    restart: tasks.forget,
    async handle(request) {
      const kind = kindOf(request)
      const fault = faultOf(kind, requests[counters[kind]])
      requests[counters[kind]] += 1
      const answered = spoil(await take(request, fault), fault, errorBody)
      if (kind === 'submit' && fault !== 'refuse' && fault !== 'reset-before')
        submissions.push({
          path: pathOf(request),
          key: bearerOf(request),
          body: readJson(request),
          status: answered.status,
        })
      return answered
    },
  }
}

const counters = { submit: 'submits', read: 'reads', picture: 'pictures' } as const

const errorBody = (status: number) =>
  JSON.stringify({ detail: status === 503 ? 'Service Unavailable' : 'Internal Server Error' })

const pathOf = ({ path }: HttpRequest) => path.replace(/\?.*/s, '')

function kindOf(request: HttpRequest): RequestKind {
  const path = pathOf(request)
  if (request.method === 'POST' && endpointOf(path) !== undefined) return 'submit'
  return /^\/api\/tasks\/[^/]+\/image$/.test(path) ? 'picture' : 'read'
}
