import { drawPicture, type PictureRequest } from '../draw-picture.ts'
import type { Fault } from '../faults.ts'
import type { Format, Size, TaskPlan } from './task-plan.ts'

export interface Task {
  id: string
  /** Of the API key that it belongs to. */
  key: string
  plan: TaskPlan
  /** Milliseconds since the Unix epoch. */
  createdAt: number
  endsAt: number
  /** Makes pictures of different requests differ. */
  text: string
  fault: Fault | undefined
  /** Drawn so far. */
  pictures: Map<Format, Promise<Uint8Array>>
}

export type TaskStatus = 'pending' | 'running' | 'completed' | 'failed'

/** A task waits for a tenth of its time, at most this long. */
const longestWaitMs = 2_000

export function statusOf({ createdAt, endsAt, fault }: Task, now: number): TaskStatus {
  if (now < createdAt + Math.min(longestWaitMs, (endsAt - createdAt) / 10)) return 'pending'
  if (now < endsAt || fault === 'stuck-task') return 'running'
  return fault === 'failed-task' ? 'failed' : 'completed'
}

export const failure = 'The image model returned no picture'

export const mediaTypes: Readonly<Record<Format, PictureRequest['mediaType']>> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
}

/** A picture of a task, the same bytes each time. */
export function pictureOf(task: Task, format: Format, size: Size): Promise<Uint8Array> {
  const drawn = task.pictures.get(format)
  const { plan, text } = task
  const request = { mediaType: mediaTypes[format], ...size, text, words: plan.description }
  const picture = drawn ?? drawPicture(request)
  task.pictures.set(format, picture)
  return picture
}

/** The PNG of a task that has completed, when it makes one. */
export async function previewOf(task: Task, now: number): Promise<Uint8Array | undefined> {
  const { size } = task.plan
  if (size === undefined || statusOf(task, now) !== 'completed') return undefined
  return pictureOf(task, 'png', size)
}

/** Where a picture of a task can be downloaded; PNG unless another format is named. */
export function downloadUrl(origin: string, { id }: Task, format: Format = 'png'): string {
  const query = format === 'png' ? '' : `?format=${format}`
  return `${origin}/api/tasks/${id}/image${query}`
}

/**
 * What `GET /api/tasks/{task_id}` says.
 *
 * @param spoilPreview What a fault makes of the picture in it.
 */
export async function showTask(
  task: Task,
  now: number,
  origin: string,
  spoilPreview: (png: Uint8Array) => Uint8Array,
) {
  const status = statusOf(task, now)
  const { description, diagramType, formats } = task.plan
  const isDone = status === 'completed'
  const png = await previewOf(task, now)
  const artifacts = (isDone ? formats : []).map((format) => [
    format,
    { format, media_type: mediaTypes[format], download_url: downloadUrl(origin, task, format) },
  ])
  return {
    task_id: task.id,
    status,
    diagram_type: diagramType,
    image_base64: png === undefined ? null : Buffer.from(spoilPreview(png)).toString('base64'),
    artifacts: Object.fromEntries(artifacts),
    description: isDone ? description : null,
    error: status === 'failed' ? failure : null,
  }
}
