import type { Clock } from '@figmill/core'
import type { Charge } from '../emulator.ts'
import type { Fault } from '../faults.ts'
import { idOf } from './access.ts'
import type { Product } from './models.ts'
import type { GenerateRequest } from './requests.ts'
import { extensionOf } from './results.ts'

export interface Task {
  id: string
  /** Its place among all tasks. */
  index: number
  product: Product
  request: GenerateRequest
  credits: number
  startedAt: number
  durationMs: number
  fault: Fault | undefined
}

export interface TaskTraits {
  clock: Clock
  origin: string
  durationMs: (index: number) => number
  failureStatus: string
  refundsFailed: boolean
}

/** The tasks of the account, each found again by its request id, and the account's books. */
export function createTasks({
  clock,
  durationMs,
  failureStatus,
  origin,
  refundsFailed,
}: TaskTraits) {
  const byId = new Map<string, Task>()
  const byRequestId = new Map<string, Task>()

  const endOf = ({ durationMs: needed, startedAt }: Task) => startedAt + needed

  function stateOf(task: Task): 'pending' | 'processing' | 'succeeded' | 'failed' {
    const now = clock.now()
    if (now < task.startedAt + task.durationMs / 2) return 'pending'
    if (now < endOf(task) || task.fault === 'stuck-task') return 'processing'
    return task.fault === 'failed-task' ? 'failed' : 'succeeded'
  }

  const isRefunded = (task: Task) => refundsFailed && stateOf(task) === 'failed'

  /** Addresses of its results, when it has any. */
  function outputsOf(task: Task): string[] {
    if (stateOf(task) !== 'succeeded') return []
    const { id, product, request } = task
    return Array.from(
      { length: request.units?.count ?? 1 },
      (_, index) => `${origin}/results/${id}/${index}.${extensionOf[product]}`,
    )
  }

  /** The answer that the document shows. */
  function accepted({ id, index }: Task) {
    return {
      task_id: id,
      provider_task_id: idOf('provider', index),
      status: 'pending',
      usage_event_id: idOf('usage', index),
    }
  }

  return {
    accepted,
    outputsOf,
    ofId: (id: string) => byId.get(id),
    ofRequest: (id: string) => byRequestId.get(id),
    /** Takes an order, and charges it. */
    start(order: Pick<Task, 'product' | 'request' | 'credits' | 'fault'>): Task {
      const index = byId.size
      const task: Task = {
        ...order,
        id: idOf('task', index),
        index,
        startedAt: clock.now(),
        durationMs: durationMs(index),
      }
      byId.set(task.id, task)
      byRequestId.set(task.request.request_id, task)
      return task
    },
    /** The answer to who asks how far it is. */
    shown(task: Task) {
      const facts = { request_id: task.request.request_id, ...accepted(task) }
      const status = stateOf(task)
      switch (status) {
        case 'succeeded':
          return { ...facts, status, outputs: outputsOf(task).map((url) => ({ url })) }
        case 'failed':
          return { ...facts, status: failureStatus, error: 'generation_failed' }
        default:
          return { ...facts, status }
      }
    },
    spent: () =>
      [...byId.values()]
        .filter((task) => !isRefunded(task))
        .reduce((sum, { credits }) => sum + credits, 0),
    charges(): Charge[] {
      const booked = [...byId.values()].flatMap((task) => {
        const charge = { task: task.id, credits: task.credits, request: task.request }
        const refund = { at: endOf(task), charge: { ...charge, credits: -task.credits } }
        return [{ at: task.startedAt, charge }, ...(isRefunded(task) ? [refund] : [])]
      })
      return booked.sort((a, b) => a.at - b.at).map(({ charge }) => charge)
    },
  }
}
