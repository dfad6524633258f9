import type { LostAttempt, ProviderContext, Recovered } from '../../provider.js'
import type { AskService } from '../service-client.js'
import { findPrice, readBody } from './generate-body.js'
import type { Service } from './service.js'
import type { Settings } from './settings.js'
import { readPage, type Task, toHandle } from './tasks.js'

/** The service's clock may be behind ours; or ahead, and a request waits for its turn. */
const earlyMs = 60_000
const lateMs = 120_000
/** Of the list: 2,000 tasks. */
const mostPages = 20

/**
 * Looks for lost requests in the list of tasks. It shows no prompts: a task is taken for ours only
 * when it is the only one that can be, and when no other lost request can have made it.
 *
 * The list is read back to the first attempt: others are its rivals, and may be older.
 */
export async function recoverTasks(
  attempts: readonly LostAttempt[],
  context: ProviderContext & { known: ReadonlySet<string> },
  { ask, origin, settings }: Service,
): Promise<Recovered[]> {
  const [first] = attempts
  if (first === undefined) return []
  const { reachedMs, tasks } = await readBackTo(first.sentAtMs - earlyMs, ask, context)
  const free = tasks.filter(({ task_id: id }) => !context.known.has(id))
  return attempts.map((attempt) => {
    if (attempt.sentAtMs - earlyMs < reachedMs) {
      return { status: 'not-found', reason: 'the list of tasks goes on, and was not read further' }
    }
    const candidates = free.filter((task) => mayBe(task, attempt, settings))
    const [task] = candidates
    if (task === undefined) {
      return { status: 'not-found', reason: 'no task of `autofigure` can be it' }
    }
    const rivals = attempts.filter((other) => mayBe(task, other, settings))
    if (candidates.length === 1 && rivals.length === 1) {
      return { status: 'accepted', handle: toHandle(task.task_id, origin, context) }
    }
    const reason = `${candidates.length} tasks of \`autofigure\` and ${rivals.length} lost requests are alike`
    return { status: 'not-found', reason }
  })
}

/**
 * All tasks made since a time, and some before.
 *
 * @returns `reachedMs`: no task made since then is missing.
 */
async function readBackTo(
  sinceMs: number,
  ask: AskService,
  context: ProviderContext,
): Promise<{ tasks: Task[]; reachedMs: number }> {
  // While pages are read, new tasks push others from one to the next.
  const byId = new Map<string, Task>()
  for (let page = 1; page <= mostPages; page++) {
    const { tasks, totalPages } = await readPage(ask, context, page)
    for (const task of tasks) byId.set(task.task_id, task)
    const found = [...byId.values()]
    if (page >= totalPages) return { tasks: found, reachedMs: Number.NEGATIVE_INFINITY }
    // The order is not documented: newest first is what it shows, or nothing is concluded from it.
    const times = tasks.map(madeAtMs)
    const isNewestFirst = times.every((time, index) => time <= (times[index - 1] ?? time))
    const oldestMs = times.at(-1) ?? Number.NaN
    if (isNewestFirst && oldestMs < sinceMs) return { tasks: found, reachedMs: oldestMs }
  }
  return { tasks: [...byId.values()], reachedMs: Number.POSITIVE_INFINITY }
}

const madeAtMs = ({ created_at: madeAt }: Task): number => Date.parse(madeAt ?? '')

/** Whether a task can have been made by a request, from all that the list tells. */
function mayBe(task: Task, { request, sentAtMs }: LostAttempt, settings: Settings): boolean {
  const body = readBody(request)
  const afterMs = madeAtMs(task) - sentAtMs
  if (body === undefined || !(afterMs >= -earlyMs && afterMs <= lateMs)) return false
  if (task.type !== body.type || task.scene !== body.scene) return false
  if (body.type === 'standard' && task.model !== body.model) return false
  const { cost_credits: cost, status } = task
  // Those are free, whatever was asked for.
  if (cost === undefined || status === 'failed' || status === 'canceled') return true
  const price = findPrice(body, settings)
  return (
    price === undefined || (cost >= price.credits && cost <= (price.mostCredits ?? price.credits))
  )
}
