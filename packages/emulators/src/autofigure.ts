import { createHash } from 'node:crypto'
import { errorOf, failure, success, wordError } from './autofigure/answers.ts'
import { generateRequest, listQuery, wordProblems } from './autofigure/generate-request.ts'
import {
  costOf,
  pictureOf,
  picturePathOf,
  priceOf,
  showTask,
  statusOf,
  type Task,
} from './autofigure/task.ts'
import { createServiceLimits, type ServiceLimit } from './count-requests.ts'
import { drawPicture } from './draw-picture.ts'
import type { Emulator, EmulatorOptions, HttpAnswer, HttpRequest, Submission } from './emulator.ts'
import { type Fault, isBefore, spoil, spoilPicture } from './faults.ts'
import { bearerOf, json, readJson } from './json-answer.ts'

/*
 * The document does not say:
 * - how windows of limits begin and end (`windowKind`) and whether refused requests count (`countsRefused`);
 * - in what order a request is looked at: address, key, team, then 411, 413, 404, 400, 402;
 * - what 1 MB and a character are: 1,000,000 bytes and a UTF-16 unit, the stricter ones;
 * - the status of a submission that is taken: 200;
 * - whether tasks that run are kept back from the credits: they are not, so what is left can fall below 0;
 * - how often a pipeline works (`moreRounds`), what a round more costs (1 credit x resolution), and when that is
 *   known: an answer to a submission and a pending task name the price of the default steps, later ones all of it;
 * - how long tasks take: 20 s, pipeline 60 s, a tenth of it pending and then in equal stages;
 * - who cancels a task: a teammate in the web interface (`isCanceled`), at its end, for nothing;
 * - who sees a task: every key of the team; and the order of the list: newest first;
 * - what becomes of a number out of range or an unknown parameter of the list, or a field of another mode, scene or
 *   model: 400;
 * - which aspect ratios there are: two numbers of 1 to 99; `auto` and the pipeline draw squares;
 * - whether source images are fetched: they are not, and names of hosts are judged by their looks;
 * - how many pictures a task has, who may download them and until when: one, anybody who knows its address, for ever;
 * - what is lost in a restart: only what limits counted.
 * HTTPS is mandatory there; here it is HTTP on loopback.
 */

const plans = {
  basic: { credits: 12_000, keys: 3, requests: 120 },
  pro: { credits: 24_000, keys: 10, requests: 300 },
}
const requestsPerAddress = 120
const requestsPerKey = 60
const maxBodyBytes = 1_000_000

export interface AutofigureOptions extends EmulatorOptions {
  /** Sets the team's limit, number of keys and credits. Default: `basic`. */
  plan?: 'basic' | 'pro' | undefined
  /** Keys of a second team, with credits of its own: it knows none of the first one's tasks. Default: none. */
  otherTeamKeys?: readonly string[] | undefined
  /** Whether requests over a limit count against it. Default: no. */
  countsRefused?: boolean | undefined
  /** What the document calls a minute. Default: 60,000. */
  windowMs?: number | undefined
  /** Default: `fixed`. */
  windowKind?: ServiceLimit['kind'] | undefined
  /** Rounds of the pipeline's critic that the n-th task, from 0, takes above the default. Default: 0. */
  moreRounds?: ((index: number) => number) | undefined
  /** Whether somebody cancels the n-th task, from 0. Default: nobody does. */
  isCanceled?: ((index: number) => boolean) | undefined
}

/**
 * AutoFigureEdit, with one team or two.
 *
 * @throws RangeError for keys that the plan does not allow.
 */
export function createAutofigureEmulator({
  clock,
  countsRefused = false,
  durationMs,
  faultOf = () => undefined,
  isCanceled = () => false,
  keys = ['sk-team-your-api-key'],
  moreRounds = () => 0,
  origin,
  otherTeamKeys = [],
  plan = 'basic',
  windowKind = 'fixed',
  windowMs = 60_000,
  ...options
}: AutofigureOptions): Emulator {
  const credits = options.credits ?? plans[plan].credits
  const teams = [
    { name: 'team', keys },
    { name: 'other team', keys: otherTeamKeys },
  ]
  for (const team of teams) {
    if (team.keys.length > plans[plan].keys)
      throw new RangeError(`Team plan ${plan} has up to ${plans[plan].keys} keys`)
    if (!team.keys.every((key) => key.startsWith('sk-team-')))
      throw new RangeError('keys of teams begin with sk-team-')
  }

  const tasks: Task[] = []
  const submissions: Submission[] = []
  const requests = { submits: 0, reads: 0, pictures: 0, refused: 0 }

  const layer = (scope: ServiceLimit['scope'], requests: number): ServiceLimit => ({
    scope,
    requests,
    windowMs,
    kind: windowKind,
  })
  const createLimits = () => ({
    beforeAuth: createServiceLimits([layer('address', requestsPerAddress)], countsRefused, clock),
    afterAuth: createServiceLimits(
      [layer('key', requestsPerKey), layer('account', plans[plan].requests)],
      countsRefused,
      clock,
    ),
  })
  let limits = createLimits()

  /** What has ended well, in the order in which it ended. */
  function charges() {
    const now = clock.now()
    return tasks
      .filter((task) => statusOf(task, now) === 'success')
      .toSorted((a, b) => a.createdAt + a.durationMs - (b.createdAt + b.durationMs))
      .map((task) => ({
        team: task.team,
        task: task.id,
        credits: costOf(task, now),
        request: task.body,
      }))
  }

  const remainingOf = (team: string) =>
    charges().reduce(
      (left, charge) => (charge.team === team ? left - charge.credits : left),
      credits,
    )

  function answer(request: HttpRequest, fault: Fault | undefined): HttpAnswer {
    const { address, headers, method } = request
    const key = bearerOf(request)
    const before = limits.beforeAuth.ask({ address, key: '', account: '' })
    if (before.refused || fault === '429') return refuse(before.retryAfterMs)
    if (key.startsWith('sk-') && !key.startsWith('sk-team-')) return failure(403)
    const team = teams.find((one) => one.keys.includes(key))?.name
    if (team === undefined) return failure(401)
    const after = limits.afterAuth.ask({ address, key, account: team })
    if (after.refused) return refuse(after.retryAfterMs)
    if (method === 'POST' && headers['content-length'] === undefined) return failure(411)
    if (request.body.length > maxBodyBytes) return failure(413)

    const [path = '', query = ''] = request.path.split('?', 2)
    if (method === 'POST' && path === generatePath) return generate(team, readJson(request), fault)
    if (method !== 'GET') return failure(404, 'not found')
    if (path === '/api/v1/credits') return success({ remaining_credits: remainingOf(team) })
    if (path === '/api/v1/tasks') return list(team, Object.fromEntries(new URLSearchParams(query)))
    const id = /^\/api\/v1\/task\/([^/]+)$/.exec(path)?.[1]
    const task = knownTo(team).find((one) => one.id === id)
    return task === undefined ? failure(404) : success(showTask(task, clock.now(), origin))
  }

  function refuse(retryAfterMs: number): HttpAnswer {
    requests.refused += 1
    const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000))
    return json(429, errorOf(429), { 'retry-after': String(seconds) })
  }

  const knownTo = (team: string) =>
    tasks.filter((task) => task.team === team && task.fault !== 'lost-task')

  function generate(team: string, body: unknown, fault: Fault | undefined): HttpAnswer {
    const parsed = generateRequest.safeParse(body)
    if (!parsed.success) return failure(400, wordProblems(parsed.error))
    const request = parsed.data
    if (remainingOf(team) < priceOf(request)) return failure(402)
    const index = tasks.length
    const task: Task = {
      id: taskIdOf(index),
      team,
      body,
      request,
      createdAt: clock.now(),
      durationMs: durationMs?.(index) ?? (request.type === 'standard' ? 20_000 : 60_000),
      moreRounds: moreRounds(index),
      isCanceled: isCanceled(index),
      fault,
    }
    tasks.push(task)
    return success({ task_id: task.id, status: 'pending', cost_credits: priceOf(request) })
  }

  function list(team: string, query: Readonly<Record<string, string>>): HttpAnswer {
    const parsed = listQuery.safeParse(query)
    if (!parsed.success) return failure(400, wordProblems(parsed.error))
    const { limit, page, status } = parsed.data
    const now = clock.now()
    const found = knownTo(team)
      .filter((task) => status === undefined || statusOf(task, now) === status)
      .toReversed()
    const total = found.length
    return success({
      tasks: found
        .slice((page - 1) * limit, page * limit)
        .map((task) => showTask(task, now, origin)),
      pagination: { total, page, limit, total_pages: Math.ceil(total / limit) },
    })
  }

  async function download(path: string): Promise<HttpAnswer> {
    const task = tasks.find((one) => picturePathOf(one) === path)
    if (task === undefined || statusOf(task, clock.now()) !== 'success')
      return failure(404, 'not found')
    const picture = pictureOf(task)
    const headers = { 'content-type': picture.mediaType }
    return { status: 200, headers, body: await drawPicture(picture) }
  }

  return {
    name: 'autofigure',
    requests,
    charges: () => charges().map(({ team: _, ...charge }) => charge),
    submissions: () => submissions,
    restart() {
      limits = createLimits()
    },
    async handle(request) {
      const [path = ''] = request.path.split('?', 1)
      if (path.startsWith('/uploads/')) {
        const fault = faultOf('picture', requests.pictures++)
        return spoil(spoilPicture(await download(path), fault), fault, wordError)
      }
      const isSubmit = request.method === 'POST' && path === generatePath
      const fault = isSubmit
        ? faultOf('submit', requests.submits++)
        : faultOf('read', requests.reads++)
      const answered = isBefore(fault) ? failure(500) : answer(request, fault)
      const spoiled = spoil(answered, fault, wordError)
      if (isSubmit && fault !== 'refuse' && fault !== 'reset-before')
        submissions.push({
          path,
          key: bearerOf(request),
          body: readJson(request),
          status: spoiled.status,
        })
      return spoiled
    },
  }
}

const generatePath = '/api/v1/generate'

/** Ids look random, and are the same in every run. */
function taskIdOf(index: number): string {
  const hex = createHash('sha256').update(`autofigure task ${index}`).digest('hex')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5')
}
