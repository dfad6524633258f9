import { sizeOf } from '../aspect-size.ts'
import type { PictureRequest } from '../draw-picture.ts'
import type { Fault } from '../faults.ts'
import type { GenerateRequest } from './generate-request.ts'

/** A job of a team. What has become of it is a matter of the time alone. */
export interface Task {
  id: string
  team: string
  /** As it was sent, and with its defaults. */
  body: unknown
  request: GenerateRequest
  /** Milliseconds since the Unix epoch. */
  createdAt: number
  durationMs: number
  /** Rounds of the pipeline's critic above the default. */
  moreRounds: number
  isCanceled: boolean
  fault: Fault | undefined
}

export type TaskStatus = 'pending' | 'processing' | 'success' | 'failed' | 'canceled'

/** Part of its time that a task waits before anything is done. */
const pendingShare = 0.1

export function statusOf(task: Task, now: number): TaskStatus {
  const elapsed = now - task.createdAt
  if (elapsed < task.durationMs * pendingShare) return 'pending'
  if (elapsed < task.durationMs || task.fault === 'stuck-task') return 'processing'
  if (task.fault === 'failed-task') return 'failed'
  return task.isCanceled ? 'canceled' : 'success'
}

function stageOf({ createdAt, durationMs, moreRounds }: Task, now: number): string {
  const critics = Array.from({ length: 1 + moreRounds }, (_, round) => `critic_round_${round}`)
  const stages = ['retriever', 'planner', 'stylist', 'visualizer', ...critics]
  const done = ((now - createdAt) / durationMs - pendingShare) / (1 - pendingShare)
  return stages[Math.floor(done * stages.length)] ?? `critic_round_${moreRounds}`
}

const multipliers = { '1K': 1, '2K': 2, '4K': 4 }
const standardPrices = { 'nano-banana-pro': 10, 'nano-banana-2': 5 }
const pipelinePrice = 6

/** Credits for a request, with the pipeline's default steps. */
export function priceOf(request: GenerateRequest): number {
  const price = request.type === 'standard' ? standardPrices[request.model] : pipelinePrice
  return price * multipliers[request.options.resolution]
}

/** Credits that a task is known to cost. */
export function costOf(task: Task, now: number): number {
  const { moreRounds, request } = task
  switch (statusOf(task, now)) {
    case 'failed':
    case 'canceled':
      return 0
    case 'pending':
      return priceOf(request)
    default:
      return request.type === 'standard'
        ? priceOf(request)
        : priceOf(request) + moreRounds * multipliers[request.options.resolution]
  }
}

const mediaTypes = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
} as const

export const picturePathOf = ({ id, request }: Task) =>
  `/uploads/${id}.${request.options.output_format}`

/** What its picture looks like: a square where nobody asked for a ratio. */
export function pictureOf({ request }: Task): PictureRequest {
  const { output_format: format, resolution } = request.options
  const ratio = request.type === 'standard' ? request.options.aspect_ratio : undefined
  return {
    ...sizeOf(ratio, resolution),
    mediaType: mediaTypes[format],
    text: JSON.stringify(request),
    words:
      request.type === 'pipeline' ? (request.prompt ?? request.options.content) : request.prompt,
  }
}

/** As `GET /api/v1/task/:taskId` and the list show it. */
export function showTask(task: Task, now: number, origin: string) {
  const { createdAt, id, request } = task
  const status = statusOf(task, now)
  const { output_format: format } = request.options
  const images =
    status === 'success'
      ? [{ url: `${origin}${picturePathOf(task)}`, type: mediaTypes[format] }]
      : []
  const isInPipeline = request.type === 'pipeline' && status === 'processing'
  return {
    task_id: id,
    type: request.type,
    model: request.type === 'standard' ? request.model : 'pipeline',
    scene: request.scene,
    status,
    cost_credits: costOf(task, now),
    created_at: new Date(createdAt).toISOString(),
    output: isInPipeline ? { images, current_stage: stageOf(task, now) } : { images },
    error: status === 'failed' ? 'task failed' : null,
  }
}
