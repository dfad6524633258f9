import * as z from 'zod'
import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import { redact } from '../../../http/redact.js'
import type { Sent } from '../../../http/send-once.js'
import type { JobHandle, JobState, PollContext } from '../../provider.js'
import { checkOrigin } from '../job-handle.js'
import { lenient } from '../lenient.js'
import { isForgotten, readAnswer } from '../read-outcome.js'
import { type HandleDetails, readDetails } from './handle.js'
import { markOf } from './order.js'
import type { Service } from './submit.js'
import { wording } from './wording.js'

/** Looks once at each task, however many pictures of it are wanted. */
export async function pollTasks(
  handles: readonly JobHandle[],
  context: PollContext,
  { ask, origin }: Service,
): Promise<JobState[]> {
  for (const handle of handles) checkOrigin(handle, origin)
  const ids = [...new Set(handles.map(({ id }) => id))]
  const looks = ids.map(async (id) => {
    const path = `/task/${encodeURIComponent(id)}`
    return [id, await ask(context, { method: 'GET', path })] as const
  })
  const sent = new Map(await Promise.all(looks))
  return handles.map((handle) => toState(sent.get(handle.id) as Sent, readDetails(handle), origin))
}

/** What of it cannot be read is absent: it keeps its place among those of its prompt, and counts. */
const image = z.object({ url: lenient(z.string().min(1)), prompt: lenient(z.string()) }).catch({})
type Image = z.output<typeof image>

const task = z.object({
  status: lenient(z.string()),
  images: z.array(image).catch([]),
  code: lenient(z.string()),
  credits_refunded: lenient(z.boolean()),
})

function toState(sent: Sent, details: HandleDetails, origin: string): JobState {
  const json = sent.status === 'answered' ? readJson(sent.answer) : undefined
  const http = sent.status === 'answered' ? sent.answer.status : 0
  const { code, credits_refunded, images = [], status } = task.safeParse(json).data ?? {}
  // Its own answer named the id, and the same key asks: there is no such task any more.
  if (isForgotten(sent, wording)) {
    return { status: 'lost', reason: '`conceptviz` does not know the task any more' }
  }
  // A failed task is told with 200, as in the example, or with 500, as in the table of errors.
  const isFailed = status === 'failed' || (status === undefined && code === 'GENERATION_FAILED')
  if (!isFailed || http !== 500) readAnswer(sent, wording)
  if (isFailed) {
    const said = redact(wording.messageOf(json) ?? 'it gives no reason')
    return toFailed(said, details, credits_refunded === true)
  }
  if (status !== 'completed') {
    return { status: 'pending', ...(status === undefined ? {} : { stage: redact(status, 40) }) }
  }
  if (isMissing(images, details)) {
    return toFailed(`it drew ${images.length} of ${details.of} pictures`, details, false)
  }
  const url = urlOf(findOwn(images, details), origin)
  // It may be there and paid for, and cannot be told or read yet.
  if (url === undefined) {
    return { status: 'pending', stage: 'completed, without a picture for this prompt' }
  }
  const { credits, model } = details
  return {
    status: 'done',
    locations: [{ kind: 'url', url, authenticated: false }],
    model,
    ...(credits === undefined ? {} : { costCredits: credits }),
  }
}

/** Credits are taken with the request: what is not said to be given back is spent. */
function toFailed(reason: string, { credits }: HandleDetails, isRefunded: boolean): JobState {
  const costCredits = isRefunded ? 0 : credits
  const kept = isRefunded ? '' : '; it does not say that the credits were given back'
  return {
    status: 'failed',
    error: new FigureError('service-failed', `${reason}${kept}`),
    ...(costCredits === undefined ? {} : { costCredits }),
  }
}

/** By its prompt: some pictures of a task may be missing. */
function findOwn(images: readonly Image[], { nth, of, prompt }: HandleDetails): Image | undefined {
  if (of === 1) return images.find(({ url }) => url !== undefined)
  const own = markOf(prompt)
  return images.filter(({ prompt = '' }) => markOf(prompt) === own)[nth]
}

/** Whether it is proven that a picture was not drawn: there are some, too few, and each is another's. */
function isMissing(images: readonly Image[], details: HandleDetails): boolean {
  const { marks = [], of } = details
  return (
    images.length > 0 &&
    images.length < of &&
    findOwn(images, details) === undefined &&
    images.every(({ prompt = '' }) => marks.includes(markOf(prompt)))
  )
}

/** The host is another one, and whoever fetches from it looks at it. */
function urlOf(image: Image | undefined, origin: string): string | undefined {
  return image?.url && URL.parse(image.url, origin)?.href
}
