import type { Fault } from '../faults.ts'
import { imagePath } from './ids.ts'
import type { JobStatus, ProcessBody } from './requests.ts'

/** A call of `/process` that was taken. How far it is follows from the time. */
export interface Job {
  id: string
  /** Of its result, for the next edit. */
  imageId: string
  workspace: string
  body: ProcessBody
  /** The body as it was decoded. */
  decoded: unknown
  startedAt: number
  /** When a model takes it up. */
  pickedUpAt: number
  /** `Infinity`: never. */
  endsAt: number
  /** What its end deducts. */
  credits: number
  failure: { status: number; message: string } | undefined
  fault: Fault | undefined
}

export function statusOf({ endsAt, failure, pickedUpAt }: Job, now: number): JobStatus {
  if (now >= endsAt) return failure === undefined ? 'completed' : 'failed'
  return now < pickedUpAt ? 'pending' : 'processing'
}

export function resultPath({ id, workspace }: Job): string {
  return imagePath(workspace, 'processed', `${id}.png`)
}

/** What `/process` answers. */
export function showResult(job: Job, now: number, origin: string) {
  const status = statusOf(job, now)
  const isCompleted = status === 'completed'
  const isOver = isCompleted || status === 'failed'
  const { model_tier, provider } = job.body
  return {
    job_id: job.id,
    status,
    result_url: isCompleted ? `${origin}${resultPath(job)}` : null,
    result_image_id: isCompleted ? job.imageId : null,
    model_tier,
    provider_used: provider === 'platform' ? 'system' : provider,
    credits_consumed: isCompleted ? job.credits : isOver ? 0 : null,
    processing_ms: isOver ? job.endsAt - job.startedAt : null,
    created_at: new Date(job.startedAt).toISOString(),
    completed_at: isOver ? new Date(job.endsAt).toISOString() : null,
  }
}

/** What the list and the look at one job answer. */
export function showRow(job: Job, now: number, origin: string, showsPrompt: boolean) {
  const { character_id = null, image_id = null, prompt, style_id = null } = job.body
  return {
    ...showResult(job, now, origin),
    ...(showsPrompt ? { prompt } : {}),
    image_id,
    style_id,
    character_id,
    error: statusOf(job, now) === 'failed' ? (job.failure?.message ?? null) : null,
  }
}
