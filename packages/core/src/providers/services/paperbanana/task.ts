import * as z from 'zod'
import { FigureError } from '../../../errors.js'
import { redact } from '../../../http/redact.js'
import type { ArtifactLocation, JobHandle, JobState, ProviderContext } from '../../provider.js'
import { checkOrigin } from '../job-handle.js'
import { isForgotten, readAnswerAs } from '../read-outcome.js'
import { type Service, unit } from './service.js'
import { type Wanted, wantedOf } from './wanted.js'
import { wording } from './wording.js'

const task = z.object({
  task_id: z.string(),
  status: z.string(),
  image_base64: z.string().nullish().catch(null),
  /** By format; what it says of each is not used. */
  artifacts: z.record(z.string(), z.unknown()).nullish().catch(null),
  description: z.string().nullish().catch(null),
  error: z.string().nullish().catch(null),
})

type Task = z.output<typeof task>

/**
 * Looks once at a job, with the key that made it: to others it is unknown.
 *
 * @throws {FigureError} when nothing is learnt, for example because of 403: a key without quota may
 *   not even look, and its jobs go on.
 */
export async function lookAtTask(
  handle: JobHandle,
  context: ProviderContext,
  { ask, baseUrl, origin }: Service,
): Promise<JobState> {
  checkOrigin(handle, origin)
  const { id, keyFingerprint } = handle
  const path = `/api/tasks/${encodeURIComponent(id)}`
  const sent = await ask({ ...context, key: keyFingerprint }, { method: 'GET', path })
  if (isForgotten(sent, wording)) {
    return { status: 'lost', reason: '`paperbanana` does not know the task any more' }
  }
  const read = readAnswerAs(task.extend({ task_id: z.literal(id) }), 'such task', sent, wording)
  return toState(read, wantedOf(handle), `${baseUrl}${path}/image`)
}

function toState(task: Task, wanted: Wanted, image: string): JobState {
  switch (task.status) {
    case 'completed':
      return wanted === 'text' ? toText(task) : toPicture(task, wanted, image)
    case 'failed':
      return fail(redact(task.error ?? 'it gives no reason'))
    default:
      return { status: 'pending', stage: redact(task.status, 40) }
  }
}

function toText({ description }: Task): JobState {
  const text = description?.trim() ?? ''
  if (text === '') return fail('it wrote no prompt')
  const bytes = new TextEncoder().encode(text)
  return done([{ kind: 'bytes', bytes, mediaType: 'text/plain' }])
}

/** @param image Where pictures are: its own address, whatever host the answer names. */
function toPicture(
  { artifacts, image_base64 }: Task,
  wanted: Exclude<Wanted, 'text'>,
  image: string,
): JobState {
  const preview = decodeBase64(image_base64 ?? '')
  const made = Object.keys(artifacts ?? {})
  // Its list of tasks may be ahead of its disk.
  if (preview === undefined && made.length === 0) {
    return { status: 'pending', stage: 'completed, and without a picture' }
  }
  const missing = wanted.filter((format) => format !== 'png' && !made.includes(format))
  if (made.length > 0 && missing.length > 0) {
    return fail(`it made ${redact(made.join(', '), 80)}, and no ${missing.join(' or ')}`)
  }
  return done(
    wanted.map((format) => {
      if (format !== 'png') return download(`${image}?format=${format}`)
      if (preview === undefined) return download(image)
      return { kind: 'bytes', bytes: preview, mediaType: 'image/png' }
    }),
  )
}

function download(url: string): ArtifactLocation {
  return { kind: 'url', url, authenticated: true }
}

function done(locations: ArtifactLocation[]): JobState {
  return { status: 'done', locations, costCredits: unit }
}

function fail(reason: string): JobState {
  return {
    status: 'failed',
    error: new FigureError('service-failed', reason),
    costCredits: unit,
  }
}

/** `undefined` when there is nothing, or the decoder had to skip what is not base64. */
function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length > 0 && bytes.length === Buffer.byteLength(text, 'base64') ? bytes : undefined
}
