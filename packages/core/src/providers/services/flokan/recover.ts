import { FigureError } from '../../../errors.js'
import type { LostAttempt, Provider, ProviderContext, Recovered } from '../../provider.js'
import { oddAnswerHint, readAnswer } from '../read-outcome.js'
import { type Job, readJobs, toHandle } from './job.js'
import { type Order, readOrder } from './order.js'
import type { Service } from './service.js'
import { wording } from './wording.js'

type RecoverContext = Parameters<NonNullable<Provider['recover']>>[1]

/** Clocks differ, and a request may wait for its turn before it leaves. */
const window = { beforeMs: 2 * 60_000, afterMs: 10 * 60_000 }
const perPage = 100
const mostPages = 10

/** Looks in the list for the job of the first request; the others are those that may claim it too. */
export async function recoverJob(
  attempts: readonly LostAttempt[],
  context: RecoverContext,
  service: Service,
): Promise<Recovered> {
  const [wanted] = attempts
  if (wanted === undefined) return { status: 'not-found', reason: 'nothing was asked for' }
  const jobs = await listSince(wanted.sentAtMs - window.beforeMs, context, service)
  const candidates = jobs.filter((job) => !context.known.has(job.id) && fits(job, wanted))
  const [job] = candidates
  if (job === undefined) return { status: 'not-found', reason: 'none of its jobs fits' }
  if (candidates.length > 1) {
    return { status: 'not-found', reason: `${candidates.length} of its jobs fit` }
  }
  if (attempts.filter((attempt) => fits(job, attempt)).length > 1) {
    return { status: 'not-found', reason: 'its job fits another lost request as well' }
  }
  return { status: 'accepted', handle: toHandle(job, service.origin, context) }
}

type ListedJob = Job & { id: string }

const isNamed = (job: Job): job is ListedJob => job.id !== undefined

/** Newest first. Those that come while pages are turned push others down, never out. */
async function listSince(
  sinceMs: number,
  context: ProviderContext,
  { ask }: Service,
): Promise<ListedJob[]> {
  const found = new Map<string, ListedJob>()
  for (let page = 1; page <= mostPages; page++) {
    const path = `/jobs?page=${page}&per_page=${perPage}`
    const answer = readAnswer(await ask(context, { method: 'GET', path }), wording)
    const jobs = readJobs(answer)
    if (jobs === undefined) {
      throw new FigureError('service-unavailable', '`flokan` answered what is no list of jobs', {
        hint: oddAnswerHint('flokan'),
      })
    }
    for (const job of jobs) if (isNamed(job)) found.set(job.id, job)
    const isPast = jobs.some(({ createdAtMs }) => createdAtMs < sinceMs)
    if (isPast || jobs.length < perPage) return [...found.values()]
  }
  const message = `it is not among the last ${mostPages * perPage} jobs of \`flokan\``
  throw new FigureError('service-unavailable', message, {
    hint: 'Look for it in your account there, and say what you found: `figmill reconcile`.',
  })
}

/** Whether a job may be what came of a request: by its time, and by all that its row shows. */
function fits(job: Job, { request, sentAtMs }: LostAttempt): boolean {
  const order = readOrder(request)
  if (order === undefined) return false
  const age = job.createdAtMs - sentAtMs
  const payer = order.provider === 'platform' ? 'system' : order.provider
  return (
    age >= -window.beforeMs &&
    age <= window.afterMs &&
    job.model_tier === order.model_tier &&
    (job.provider_used ?? payer) === payer &&
    (job.prompt ?? order.prompt) === order.prompt &&
    isSame(job.style_id, order.style_id) &&
    isSame(job.character_id, order.character_id) &&
    isOfImage(job, order)
  )
}

/** A row that does not show it rules nothing out. */
function isSame(shown: string | null | undefined, asked: string | undefined): boolean {
  return shown === undefined || (shown ?? undefined) === asked
}

/** An uploaded file has an id that nobody wrote down, and what is at an address may get one. */
function isOfImage({ image_id: shown }: Job, { image_id: asked, image_url: address }: Order) {
  if (address !== undefined || typeof asked === 'object') return true
  return isSame(shown, asked)
}
