import type { JobHandle, JobState } from '../../../../src/providers/provider.js'
import { answering, createPair, origin } from './setup.js'

export const id = '7655ed66-3a83-4a5a-9cb1-3b7c449ec4a9'
export const handle: JobHandle = { provider: 'autofigure', id, origin }

/** As the document shows a task. */
export const taskOf = (facts: Record<string, unknown>) => ({
  task_id: id,
  type: 'standard',
  model: 'nano-banana-pro',
  scene: 'text-to-image',
  status: 'processing',
  cost_credits: 14,
  created_at: '2026-03-12T06:57:48.067Z',
  output: { images: [] },
  error: null,
  ...facts,
})

export const taskAnswer = (facts: Record<string, unknown>) => ({
  success: true,
  data: taskOf(facts),
})

export const listOf = (tasks: unknown[]) => ({
  success: true,
  data: { tasks, pagination: { total: tasks.length, page: 1, limit: 100, total_pages: 1 } },
})

/** What a service that answers everything alike tells of the task; with a page, by its list. */
export async function look(
  body: unknown,
  page?: number,
  status = 200,
): Promise<JobState | undefined> {
  const { context, provider } = createPair()
  const { send } = answering(status, body)
  return (await provider.poll?.([handle], { ...context, send, page }))?.[0]
}
