import * as z from 'zod'
import { FigureError } from '../../../errors.js'
import { redact } from '../../../http/redact.js'
import type { JobHandle, JobState, PollContext, ProviderContext } from '../../provider.js'
import { checkOrigin, createHandle } from '../job-handle.js'
import { lenient, lenientList } from '../lenient.js'
import { isForgotten, readAnswer, readAnswerAs } from '../read-outcome.js'
import type { AskService } from '../service-client.js'
import type { Service } from './service.js'
import { wording } from './wording.js'

/** Most tasks on a page of the list. */
export const listSize = 100

export const taskId = z.string().regex(/^[\w-]{1,200}$/)

const task = z.object({
  task_id: taskId,
  status: z.string(),
  type: lenient(z.string()),
  scene: lenient(z.string()),
  model: lenient(z.string()),
  cost_credits: lenient(z.number().nonnegative()),
  created_at: lenient(z.string()),
  error: z.string().nullish().catch(undefined),
  output: z
    .object({
      images: lenientList(z.object({ url: z.string().min(1) })).catch([]),
      current_stage: lenient(z.string()),
    })
    .catch({ images: [] }),
})

export type Task = z.output<typeof task>

const taskAnswer = z.object({ success: z.literal(true), data: task })

const listAnswer = z.object({
  success: z.literal(true),
  data: z.object({
    tasks: lenientList(task),
    pagination: z.object({ total_pages: z.number() }),
  }),
})

export function toHandle(id: string, origin: string, context: ProviderContext): JobHandle {
  return createHandle({ provider: 'autofigure', id, origin }, context)
}

/**
 * A page of the list of all tasks, whatever their status: one that changes would slip through a
 * filter.
 *
 * @param page From 1.
 * @throws {FigureError} when it cannot be had, or read.
 */
export async function readPage(
  ask: AskService,
  context: ProviderContext,
  page: number,
): Promise<{ tasks: Task[]; totalPages: number }> {
  const sent = await ask(context, { method: 'GET', path: `/tasks?page=${page}&limit=${listSize}` })
  const { data } = readAnswerAs(listAnswer, 'list of tasks', sent, wording)
  const { pagination, tasks } = data
  return { tasks, totalPages: pagination.total_pages }
}

/** Looks at a page of the list, or at one task after the other. */
export async function pollTasks(
  handles: readonly JobHandle[],
  context: PollContext,
  service: Service,
): Promise<JobState[]> {
  const { page } = context
  if (page === undefined) {
    const states: JobState[] = []
    for (const handle of handles) states.push(await pollTask(handle, context, service))
    return states
  }
  const { tasks } = await readPage(service.ask, context, page + 1)
  const byId = new Map(tasks.map((one) => [one.task_id, one]))
  return handles.map(({ id }) => {
    const found = byId.get(id)
    return found === undefined ? { status: 'pending', isUnseen: true } : toState(found)
  })
}

async function pollTask(
  handle: JobHandle,
  context: PollContext,
  { ask, origin }: Service,
): Promise<JobState> {
  checkOrigin(handle, origin)
  const path = `/task/${encodeURIComponent(handle.id)}`
  const sent = await ask(context, { method: 'GET', path })
  // The key that is asked with made it, so it is no other account's: the service has forgotten it.
  if (isForgotten(sent, wording)) {
    return { status: 'lost', reason: '`autofigure` does not know the task any more' }
  }
  const found = taskAnswer.safeParse(readAnswer(sent, wording)).data?.data
  return found?.task_id === handle.id ? toState(found) : { status: 'pending' }
}

/** What a task says of its job. Credits are taken for success only. */
function toState({ cost_credits: cost, error, model, output, status }: Task): JobState {
  switch (status) {
    case 'success': {
      const [picture] = output.images
      // It is paid for, and may only not be shown yet.
      if (picture === undefined) return { status: 'pending', stage: 'success, without a picture' }
      return {
        status: 'done',
        locations: [{ kind: 'url', url: picture.url, authenticated: false }],
        ...(cost === undefined ? {} : { costCredits: cost }),
        ...(model === undefined ? {} : { model: redact(model) }),
      }
    }
    case 'failed':
      return fail(error ? redact(error) : 'it gives no reason', cost ?? 0)
    case 'canceled':
      return fail('somebody canceled the task', cost ?? 0)
    default: {
      const { current_stage: stage } = output
      return stage === undefined
        ? { status: 'pending' }
        : { status: 'pending', stage: redact(stage, 60) }
    }
  }
}

function fail(reason: string, costCredits: number): JobState {
  const error = new FigureError('service-failed', `\`autofigure\` made no picture: ${reason}`)
  return { status: 'failed', error, costCredits }
}
