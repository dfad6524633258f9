import { createHash } from 'node:crypto'
import type { Clock } from '@figmill/core'
import type { Charge } from '../emulator.ts'
import type { Fault } from '../faults.ts'
import type { Order } from './read-submission.ts'

/** What a task is made from. */
export interface TaskFacts {
  /** Every key of the account sees it. */
  account: string
  order: Order
  /** The prompts that it makes pictures of. */
  drawn: readonly string[]
  /** The body that asked for it. */
  request: unknown
  /** What it cost when it was submitted. */
  credits: number
  /** Infinite for one that never ends. */
  durationMs: number
  fault: Fault | undefined
}

export interface Task extends TaskFacts {
  id: string
  startedAt: number
  images: readonly { id: string; prompt: string }[]
}

export type TaskState = 'pending' | 'processing' | 'completed' | 'failed'
export type TaskBook = ReturnType<typeof createTaskBook>

/** How long a task waits before it is worked on. */
const pendingMs = 3_000

/** Tasks, and what was charged for them: both follow from what was submitted, and the time. */
export function createTaskBook(clock: Clock) {
  const tasks = new Map<string, Task>()
  const byImage = new Map<string, { task: Task; prompt: string }>()

  function stateOf({ durationMs, fault, startedAt }: Task): TaskState {
    const elapsed = clock.now() - startedAt
    if (elapsed < Math.min(pendingMs, durationMs)) return 'pending'
    if (elapsed < durationMs) return 'processing'
    return fault === 'failed-task' ? 'failed' : 'completed'
  }

  return {
    stateOf,
    get size() {
      return tasks.size
    },
    find: (id: string) => tasks.get(id),
    /** The task of a picture, and the prompt that it is of. */
    findImage: (id: string) => byImage.get(id),
    add(facts: TaskFacts): Task {
      const id = toId('task', tasks.size).slice(0, 21)
      const images = facts.drawn.map((prompt, index) => ({
        id: toId(id, index).slice(0, 12),
        prompt,
      }))
      const task = { ...facts, id, images, startedAt: clock.now() }
      tasks.set(id, task)
      for (const image of images) byImage.set(image.id, { task, prompt: image.prompt })
      return task
    },
    /**
     * A charge when a task is submitted, and the same back when it fails; oldest first.
     *
     * @param account All of them when it is left out.
     */
    charges(account?: string): Charge[] {
      return [...tasks.values()]
        .filter((task) => account === undefined || task.account === account)
        .flatMap((task) => {
          const { credits, durationMs, id, request, startedAt } = task
          const charge = { at: startedAt, task: id, credits, request }
          const refund = { ...charge, at: startedAt + durationMs, credits: -credits }
          return stateOf(task) === 'failed' ? [charge, refund] : [charge]
        })
        .toSorted((a, b) => a.at - b.at)
        .map(({ credits, request, task }) => ({ task, credits, request }))
    },
  }
}

/** Letters, digits, `-` and `_`, as in `vaW29_MJ1wbnyFU4bl_pd`. */
const toId = (name: string, index: number) =>
  createHash('sha256').update(`${name} ${index}`).digest('base64url')
