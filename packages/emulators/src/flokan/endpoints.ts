import type { HttpAnswer, HttpRequest } from '../emulator.ts'
import type { Fault } from '../faults.ts'
import { readJson } from '../json-answer.ts'
import { type Job, showResult, showRow, statusOf } from './job.ts'
import type { JobBook } from './job-book.ts'
import type { Settings } from './options.ts'
import { Refusal } from './refusal.ts'
import {
  estimateBody,
  jobsQuery,
  type ProcessBody,
  parse,
  processBody,
  type Route,
  uploadBody,
} from './requests.ts'
import type { Storage } from './storage.ts'

/** A request of someone who may use the editor. */
export interface Call {
  request: HttpRequest
  url: URL
  workspace: string
  fault: Fault | undefined
  reply(status: number, data: unknown): HttpAnswer
}

const base = '/api/v1/image-editor'

/** Whether a request may cost money. */
export function isProcess(method: string, pathname: string): boolean {
  return method === 'POST' && pathname === `${base}/process`
}

/** What ends a call while its job goes on. */
const cutShort: readonly (Fault | undefined)[] = [
  'reset-after',
  'hang',
  '500-after',
  '503-after',
  'html',
]

/** @throws Refusal */
export function createEndpoints(settings: Settings, jobs: JobBook, storage: Storage) {
  const { byok, clock, listShape, maxDurationMs, origin, prices, showsPrompt } = settings
  const show = (job: Job) => showRow(job, clock.now(), origin, showsPrompt)

  function requireProvider({ provider }: Route): void {
    if (provider === 'platform') return
    if (!settings.planIncludesByok) throw new Refusal(422, 'Your plan does not include BYOK')
    if (byok[provider] !== 'enabled') {
      throw new Refusal(422, `BYOK provider ${provider} is not configured and enabled`)
    }
  }

  function requireParts(workspace: string, body: ProcessBody): void {
    const { character_id: character, image_id: image, style_id: style } = body
    const isImage = (id: string) => storage.has(id, workspace) || jobs.hasImage(id, workspace)
    if (image !== undefined && !isImage(image)) throw new Refusal(404, 'image_id not found')
    if (style !== undefined && !settings.styles.includes(style)) {
      throw new Refusal(404, 'style_id not found')
    }
    if (character !== undefined && !settings.characters.includes(character)) {
      throw new Refusal(404, 'character_id not found')
    }
  }

  function estimate(workspace: string, route: Route) {
    requireProvider(route)
    const { model_tier, provider } = route
    const isPlatform = provider === 'platform'
    const estimated = isPlatform ? prices[model_tier] : 0
    const available = jobs.availableOf(workspace)
    return {
      model_tier,
      provider,
      estimated_credits: estimated,
      is_exact: false,
      available_credits: available,
      can_proceed: available >= estimated,
      byok_skips_credits: !isPlatform,
    }
  }

  async function process({ fault, reply, request, workspace }: Call): Promise<HttpAnswer> {
    const decoded = readJson(request)
    const body = parse(processBody, decoded)
    const { can_proceed } = estimate(workspace, body)
    requireParts(workspace, body)
    if (!can_proceed) throw new Refusal(402, 'Insufficient AI credits')
    const job = jobs.start({ body, decoded, fault, workspace })
    if (cutShort.includes(fault)) return reply(201, null)
    const until = Math.min(job.endsAt, job.startedAt + maxDurationMs)
    while (clock.now() < until) await clock.sleep(until - clock.now())
    if (until < job.endsAt) return platformTimeout
    if (job.failure !== undefined) throw new Refusal(job.failure.status, job.failure.message)
    if (fault === 'lost-task') throw new Refusal(500, 'Internal server error')
    return reply(201, showResult(job, clock.now(), origin))
  }

  function list(workspace: string, url: URL) {
    const query = parse(jobsQuery, Object.fromEntries(url.searchParams))
    const { page, per_page, status } = query
    const found = jobs
      .list(workspace)
      .filter((job) => status === undefined || statusOf(job, clock.now()) === status)
    const rows = found.slice((page - 1) * per_page, page * per_page).map(show)
    return listShape === 'rows' ? rows : { jobs: rows, page, per_page, total: found.length }
  }

  return (call: Call): HttpAnswer | Promise<HttpAnswer> => {
    const { reply, request, url, workspace } = call
    const path = url.pathname.startsWith(base) ? url.pathname.slice(base.length) : ''
    switch (`${request.method} ${path}`) {
      case 'POST /upload-url':
        return reply(201, storage.presign(workspace, parse(uploadBody, readJson(request))))
      case 'POST /process':
        return process(call)
      case 'POST /estimate-credits':
        return reply(200, estimate(workspace, parse(estimateBody, readJson(request))))
      case 'GET /jobs':
        return reply(200, list(workspace, url))
    }
    const job = jobs
      .list(workspace)
      .find(({ id }) => `GET /jobs/${id}` === `${request.method} ${path}`)
    if (job === undefined) throw new Refusal(404, 'Not found')
    return reply(200, show(job))
  }
}

/** What the platform says when it ends a call: not in the service's words, nor with its headers. */
const platformTimeout: HttpAnswer = {
  status: 504,
  headers: { 'content-type': 'text/plain' },
  body: 'An error occurred with your deployment\n\nFUNCTION_INVOCATION_TIMEOUT\n',
}
