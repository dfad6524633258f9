import * as z from 'zod'
import { FigureError } from '../../../errors.js'
import { redact } from '../../../http/redact.js'
import type { JobHandle, JobState, ProviderContext } from '../../provider.js'
import { createHandle } from '../job-handle.js'
import { lenient } from '../lenient.js'

const text = lenient(z.string())
const id = lenient(z.string().regex(/^[\w-]{1,200}$/))
/** `null` for one that was not asked for; absent where the row does not say. */
const asked = z.string().nullish().catch(undefined)

/** A job as the answer of `/process`, a row of `/jobs` and `/jobs/:jobId` show it. */
const job = z
  .object({
    job_id: id,
    id,
    status: text,
    result_url: text,
    result_image_id: id,
    model_tier: text,
    provider_used: text,
    credits_consumed: lenient(z.number().min(0)),
    created_at: text,
    error: text,
    prompt: text,
    image_id: asked,
    style_id: asked,
    character_id: asked,
  })
  .transform(({ created_at, id, job_id, ...facts }) => ({
    ...facts,
    id: job_id ?? id,
    /** Milliseconds since the epoch; `NaN` when it does not say. */
    createdAtMs: Date.parse(created_at ?? ''),
  }))

export type Job = z.output<typeof job>

/** The job in an answer; `undefined` when there is none. */
export function readJob(answer: unknown): Job | undefined {
  const { data } = envelope.safeParse(answer)
  return data && job.safeParse(data.data).data
}

/** The jobs in an answer of `/jobs`, whose shape the document does not show. */
export function readJobs(answer: unknown): Job[] | undefined {
  const { data: within } = envelope.safeParse(answer).data ?? {}
  const rows = [within, ...Object.values(within ?? {})].find((value) => Array.isArray(value))
  return rows?.flatMap((row) => job.safeParse(row).data ?? [])
}

const envelope = z.object({ data: z.union([z.array(z.unknown()), z.looseObject({})]) })

export function toHandle(
  { id, result_image_id: image }: Job & { id: string },
  origin: string,
  context: ProviderContext,
): JobHandle {
  // With it, a person can go on from the picture: `image_id=`.
  const details = image === undefined ? undefined : { result_image_id: image }
  return createHandle({ provider: 'flokan', id, origin }, context, details)
}

/** Calls are ended after five minutes: nobody works any more on what is as old as this. */
const abandonedMs = 15 * 60_000

/** @param now Milliseconds since the epoch. */
export function toState(job: Job, origin: string, now: number): JobState {
  const { createdAtMs, credits_consumed: credits, status = '' } = job
  const costCredits = credits === undefined ? {} : { costCredits: credits }
  switch (status) {
    case 'completed': {
      const url = job.result_url && URL.parse(job.result_url, origin)?.href
      if (!url) return { status: 'pending', stage: 'completed, without a picture' }
      const model = job.model_tier === undefined ? {} : { model: redact(job.model_tier, 40) }
      const location = { kind: 'url', url, authenticated: false } as const
      return { status: 'done', locations: [location], ...costCredits, ...model }
    }
    case 'failed': {
      const reason = redact(job.error ?? 'it gives no reason')
      return { status: 'failed', error: new FigureError('service-failed', reason), ...costCredits }
    }
    case 'pending':
    case 'processing':
      if (now - createdAtMs > abandonedMs) {
        const reason = `\`flokan\` says \`${status}\` of a job that is long over`
        return { status: 'lost', reason }
      }
      return { status: 'pending', stage: status }
    default:
      return { status: 'pending', stage: redact(status, 40) }
  }
}
