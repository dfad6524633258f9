/*
 * The document does not say:
 * - the order of checks: key, plan, body, what the plan allows, moderation, credits;
 * - which plans there are and what they allow: `pro` allows everything unless the options say less;
 * - the code for unknown fields, wrong types and values, and for JSON without its media type: `INVALID_BODY`;
 * - which aspect ratios there are: two whole numbers up to 99; `a4-portrait` for `generate` only, as listed;
 * - the default of `aspectRatio`: 16:9, as in the examples of answers;
 * - what CV-2 does with `4k`: what it does with everything, 2k at its price, whatever the plan allows;
 * - whether a prompt may be blank: no, and one in a batch refuses the batch;
 * - which files are valid: PNG, JPEG and WebP that are what they are said to be, up to 20,000,000 bytes;
 * - which addresses are valid: https with a name that has a dot; what is there is not looked at;
 * - which fields a form may have: those of JSON, with files called `image` for `images`;
 * - how many pictures an edit makes: one, whatever the number of inputs;
 * - how many moderation requests are too many: the options say; each submission is one;
 * - whether a blocked prompt blocks its batch: yes, and nothing is charged;
 * - what a batch with too few pictures is: completed and charged in full; those of the first prompts are missing;
 * - the status of the answer about a failed task: 200 unless the options say 500;
 * - when a submission is answered with `GENERATION_FAILED`: when the options say; charged and refunded at once;
 * - how long a task is pending: 3 seconds; how long tasks and pictures are kept: for ever, over restarts too;
 * - the format and size of pictures: PNG with a longer side of 2048 or 4096 pixels; no key is needed for them;
 * - the answers to unknown paths and methods (404, 405), and its own trouble (`INTERNAL_ERROR`).
 * Its pictures are on a host of their own; here they are on the origin.
 */
import { sizeOf } from './aspect-size.ts'
import { createSubmissionAnswers } from './conceptviz/answer-submissions.ts'
import { type ConceptvizOptions, toSettings } from './conceptviz/options.ts'
import {
  type Order,
  readBody,
  readEdit,
  readGeneration,
  type SubmissionBody,
} from './conceptviz/read-submission.ts'
import { Refusal, toAnswer } from './conceptviz/refusals.ts'
import { createTaskBook, type Task } from './conceptviz/task-book.ts'
import { drawPicture } from './draw-picture.ts'
import type { Emulator, HttpAnswer, HttpRequest, Submission } from './emulator.ts'
import { type Fault, isBefore, spoil, spoilPicture } from './faults.ts'
import { bearerOf, json } from './json-answer.ts'

export type { ConceptvizOptions } from './conceptviz/options.ts'

const readers: ReadonlyMap<string, (body: SubmissionBody) => Order> = new Map([
  ['/api/v1/generate', readGeneration],
  ['/api/v1/edit', readEdit],
])
const taskPath = /^\/api\/v1\/task\/([^/]+)$/
const imagePath = /^\/images\/([^/]+)\.png$/
const counters = { submit: 'submits', read: 'reads', picture: 'pictures' } as const

const toError = (status: number, message: string, code: string) =>
  json(status, { error: message, code })
const notFound = toError(404, 'Not found', 'NOT_FOUND')
const notAllowed = toError(405, 'Method not allowed', 'METHOD_NOT_ALLOWED')
const brokenBody = JSON.stringify({ error: 'Something went wrong', code: 'INTERNAL_ERROR' })

/**
 * The service of conceptviz.txt.
 *
 * @throws {RangeError} For more keys than an account can have.
 */
export function createConceptvizEmulator(options: ConceptvizOptions): Emulator {
  const settings = toSettings(options)
  const { clock, disabledKeys, faultOf, foreignKeys, keys, origin, plan } = settings
  const book = createTaskBook(clock)
  const submissions: Submission[] = []
  const requests = { submits: 0, reads: 0, pictures: 0, refused: 0 }
  let answerSubmission = createSubmissionAnswers(settings, book)

  /** Whose key it is, if the account may use the API. */
  function accountOf(request: HttpRequest): string {
    const key = bearerOf(request)
    if (key === '') throw new Refusal('UNAUTHORIZED')
    const isForeign = foreignKeys.includes(key)
    if (!(isForeign || keys.includes(key)) || disabledKeys.includes(key))
      throw new Refusal('INVALID_API_KEY')
    if (plan !== 'pro') throw new Refusal('PLAN_REQUIRED')
    return isForeign ? 'foreign' : 'own'
  }

  function read(request: HttpRequest, path: string): HttpAnswer {
    const account = accountOf(request)
    const id = taskPath.exec(path)?.[1]
    if (id === undefined) return readers.has(path) ? notAllowed : notFound
    if (request.method !== 'GET') return notAllowed
    const task = book.find(id)
    if (task === undefined || task.account !== account || task.fault === 'lost-task')
      throw new Refusal('TASK_NOT_FOUND')
    return show(task)
  }

  function show(task: Task): HttpAnswer {
    const status = book.stateOf(task)
    if (status === 'completed') {
      const toImage = ({ id, prompt }: Task['images'][number]) => ({
        url: `${origin}/images/${id}.png`,
        prompt,
      })
      return json(200, { status, images: task.images.map(toImage) })
    }
    if (status !== 'failed') return json(200, { status })
    const { code, message } = new Refusal('GENERATION_FAILED')
    const body = { status, error: message, code, credits_refunded: true }
    return json(settings.failedTaskStatus, body)
  }

  async function download(path: string, fault: Fault | undefined): Promise<HttpAnswer> {
    const image = book.findImage(imagePath.exec(path)?.[1] ?? '')
    if (image === undefined || book.stateOf(image.task) !== 'completed') return notFound
    const { aspectRatio, quality } = image.task.order
    const size = sizeOf(aspectRatio === 'a4-portrait' ? '210:297' : aspectRatio, quality)
    const body = await drawPicture({ mediaType: 'image/png', ...size, text: image.prompt })
    return spoilPicture({ status: 200, headers: { 'content-type': 'image/png' }, body }, fault)
  }

  /** Words a refusal as the document does. */
  async function answer(respond: () => HttpAnswer | Promise<HttpAnswer>): Promise<HttpAnswer> {
    try {
      return await respond()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'MODERATION_RATE_LIMITED') requests.refused += 1
      return toAnswer(error)
    }
  }

  return {
    name: 'conceptviz',
    requests,
    charges: () => book.charges(),
    submissions: () => submissions,
    // Tasks and books are kept; only what was counted is forgotten.
    restart() {
      answerSubmission = createSubmissionAnswers(settings, book)
    },
    async handle(request) {
      const path = new URL(request.path, origin).pathname
      const reader = request.method === 'POST' ? readers.get(path) : undefined
      const isPicture = path.startsWith('/images/')
      const kind = isPicture ? 'picture' : reader === undefined ? 'read' : 'submit'
      const index = requests[counters[kind]]++
      const fault = faultOf(kind, index)
      if (fault === 'refuse' || fault === 'reset-before') return { ...notFound, fault }
      const body = reader === undefined ? undefined : await readBody(request)
      const answered = await answer(() => {
        if (isBefore(fault)) return notFound
        if (fault === '429') throw new Refusal('MODERATION_RATE_LIMITED')
        if (isPicture) return download(path, fault)
        if (reader === undefined || body === undefined) return read(request, path)
        const account = accountOf(request)
        const order = reader(body)
        return answerSubmission({ request, account, order, body: body.value, fault, index })
      })
      const spoiled = spoil(answered, fault, () => brokenBody)
      if (body !== undefined) {
        const { status } = spoiled
        submissions.push({ path, key: bearerOf(request), body: body.value, status })
      }
      return spoiled
    },
  }
}
