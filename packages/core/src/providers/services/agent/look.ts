import { FigureError } from '../../../errors.js'
import { redact } from '../../../http/redact.js'
import type { Sent } from '../../../http/send-once.js'
import type {
  JobHandle,
  JobState,
  LostAttempt,
  ProviderContext,
  Recovered,
} from '../../provider.js'
import { checkOrigin } from '../job-handle.js'
import { readAnswer } from '../read-outcome.js'
import { type AnswerData, aboutAsker, judge, readAnswerData, toError, wording } from './answer.js'
import { readDetails, toHandle } from './handle.js'
import { toUuid } from './order.js'
import { fillPath } from './status-path.js'
import { isTaken, type Service } from './submit.js'

/** How long a repeated id is sure to be recognised; the document gives no end. */
const repeatMs = 22 * 60 * 60_000

/** Looks once at a task: where the service says, or by repeating its request under its id. */
export async function lookAtTask(
  handle: JobHandle,
  context: ProviderContext,
  { ask, findStatusPath, origin }: Service,
): Promise<JobState> {
  checkOrigin(handle, origin)
  const { body, requestId, sentAt, taskId } = readDetails(handle)
  const path = fillPath(await findStatusPath(context), { requestId, taskId })
  if (path !== undefined) return toState(await ask(context, { method: 'GET', path }), origin)
  const isFresh = Math.abs(context.clock.now() - sentAt) < repeatMs
  if (body !== undefined && isFresh) {
    return toState(await ask(context, { method: 'POST', path: '/v1/generate', json: body }), origin)
  }
  return { status: 'pending', stage: 'set `services.agent.statusPath`: it cannot be asked for' }
}

/** Refusals that are about one task, or about its id, and not about who asks. */
const aboutTask = new Set([400, 404, 409, 410, 422])

const failedWords = /^(?:fail(?:ed|ure)?|error|cancell?ed)$/i
const doneWords = /^(?:succeeded|success|completed)$/i

/** The document names `pending` alone. A word that nobody knows, and a task it does not know, are no end. */
function toState(sent: Sent, origin: string): JobState {
  if (sent.status === 'answered' && aboutTask.has(sent.answer.status)) {
    return { status: 'pending', stage: `it answered ${sent.answer.status}` }
  }
  const data = readAnswerData(readAnswer(sent, wording))
  const { error, outputs, status } = data
  if (status === undefined) {
    const verdict = judge(error)
    if (verdict === 'later' || aboutAsker.has(verdict)) throw toError(data)
    return { status: 'pending', ...(error === undefined ? {} : { stage: redact(error, 80) }) }
  }
  if (failedWords.test(status)) {
    const reason = redact(error ?? 'it gives no reason')
    return { status: 'failed', error: new FigureError('service-failed', reason) }
  }
  const url = doneWords.test(status) ? urlOf(outputs, origin) : undefined
  if (url === undefined) return { status: 'pending', stage: redact(status, 40) }
  return { status: 'done', locations: [{ kind: 'url', url, authenticated: false }] }
}

/**
 * Of several images the first is the figure, and of a video nothing else is known: the document tells
 * of no cover picture. Whoever fetches it looks at where it is.
 */
function urlOf([output]: AnswerData['outputs'], origin: string): string | undefined {
  return output && URL.parse(output.url, origin)?.href
}

/** By its id, which fits one request alone: rivals need not be looked at. */
export async function recoverTask(
  [attempt]: readonly LostAttempt[],
  context: ProviderContext & { known: ReadonlySet<string> },
  { ask, findStatusPath, origin }: Service,
): Promise<Recovered[]> {
  if (attempt === undefined) return []
  const requestId = toUuid(attempt.requestId)
  const path = fillPath(await findStatusPath(context), { requestId })
  if (path === undefined) return [notFound('`agent` has no path to ask for it by its id')]
  const sent = await ask(context, { method: 'GET', path })
  if (sent.status === 'answered' && aboutTask.has(sent.answer.status)) {
    return [notFound(`\`agent\` answered ${sent.answer.status}`)]
  }
  const data = readAnswerData(readAnswer(sent, wording))
  if (!isTaken(data)) return [notFound(`\`agent\` answered: ${redact(data.error ?? 'nothing')}`)]
  const task = { requestId, taskId: data.task_id, sentAt: attempt.sentAtMs }
  const handle = toHandle(task, origin, context)
  if (context.known.has(handle.id)) return [notFound('what it names belongs to another figure')]
  return [{ status: 'accepted', handle }]
}

function notFound(reason: string): Recovered {
  return { status: 'not-found', reason }
}
