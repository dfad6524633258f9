import type { HttpAnswer, HttpRequest } from '../../emulators/src/emulator.js'
import type { Handler } from '../../emulators/src/serve.js'

/** What becomes of a figure at a scripted service; where nothing is said, all goes well. */
export interface Fate {
  /** The answer to its submission. */
  submission?: Partial<HttpAnswer>
  /** Of its task. */
  id?: unknown
  /** Why its task failed; of one that did not, `undefined`. */
  failure?: string
  /** Where its picture is said to be. */
  address?: string
  /** Which model is said to have answered, where a service says it. */
  model?: string
}

/** How a service talks, in so few words that it can be made to say anything. */
export interface Talk {
  name: string
  key: string
  basePath: string
  settings: object
  /** Status codes of its document with which a request is refused, and nothing is taken. */
  refusals: readonly number[]
  submitPath: string
  refuse(message: string): unknown
  accept(id: unknown, fate: Fate): unknown
  /** Where a task is asked for; its one group is the id. */
  taskPath: RegExp
  show(id: string, prompt: string, fate: Fate): unknown
  /** What it answers everywhere else. */
  otherwise(path: string): unknown
}

const isDone = ({ failure }: Fate) => failure === undefined
const flokanJob = (id: unknown, fate: Fate) => ({
  success: true,
  data: {
    job_id: id,
    status: isDone(fate) ? 'completed' : 'failed',
    error: fate.failure,
    result_url: fate.address,
    model_tier: fate.model ?? 'pro',
    credits_consumed: 50,
    created_at: new Date().toISOString(),
  },
})

export const talks: readonly Talk[] = [
  {
    name: 'autofigure',
    key: 'sk-team-Wombat77autofigure',
    basePath: '/api/v1',
    // As many as come in a moment.
    settings: { limits: { address: 10_000, key: 10_000, account: 10_000 } },
    refusals: [400, 401, 402, 403, 404, 411, 413],
    submitPath: '/api/v1/generate',
    refuse: (message) => ({ success: false, error: { message } }),
    accept: (id) => ({ success: true, data: { task_id: id, cost_credits: 10 } }),
    taskPath: /^\/api\/v1\/task\/([^/]+)$/,
    show: (id, _, fate) => ({
      success: true,
      data: {
        task_id: id,
        status: isDone(fate) ? 'success' : 'failed',
        error: fate.failure,
        model: fate.model,
        output: { images: [{ url: fate.address, type: 'figure' }] },
      },
    }),
    otherwise: (path) =>
      path === '/api/v1/credits'
        ? { success: true, data: { remaining_credits: 450 } }
        : { success: true, data: { tasks: [], pagination: { total_pages: 1 } } },
  },
  {
    name: 'paperbanana',
    key: 'pb_Wombat77paperbanana0123456789',
    basePath: '',
    settings: {},
    refusals: [401, 403, 404, 422],
    submitPath: '/api/generate',
    refuse: (detail) => ({ detail }),
    accept: (id) => ({ task_id: id, status: 'pending' }),
    taskPath: /^\/api\/tasks\/([^/]+)$/,
    show: (id, _, fate) => ({
      task_id: id,
      status: isDone(fate) ? 'completed' : 'failed',
      error: fate.failure,
      // Its pictures are fetched from its own address, whatever it says.
      artifacts: { png: { image_url: fate.address } },
    }),
    otherwise: () => ({ status: 'ok' }),
  },
  {
    name: 'conceptviz',
    key: 'cvk_Wombat77conceptviz',
    basePath: '/api/v1',
    settings: { batchSize: 1 },
    refusals: [400, 401, 402, 403, 404],
    submitPath: '/api/v1/generate',
    refuse: (error) => ({ error, code: 'SOME_CODE' }),
    accept: (taskId) => ({ taskId, status: 'pending', credits_used: 2 }),
    taskPath: /^\/api\/v1\/task\/([^/]+)$/,
    show: (_, prompt, { address, failure }) =>
      failure === undefined
        ? { status: 'completed', images: [{ url: address, prompt }] }
        : { status: 'failed', error: failure, code: 'GENERATION_FAILED' },
    otherwise: () => ({ error: 'Not found', code: 'NOT_FOUND' }),
  },
  {
    name: 'flokan',
    key: 'flk_Wombat77flokan0123456789',
    basePath: '/api/v1/image-editor',
    settings: {},
    refusals: [400, 401, 402, 403, 404, 422],
    submitPath: '/api/v1/image-editor/process',
    refuse: (error) => ({ success: false, error }),
    accept: flokanJob,
    taskPath: /^\/api\/v1\/image-editor\/jobs\/([^/]+)$/,
    show: (id, _, fate) => flokanJob(id, fate),
    otherwise: (path) =>
      path.endsWith('/estimate-credits')
        ? { success: true, data: { estimated_credits: 50, available_credits: 1000 } }
        : { success: true, data: [] },
  },
  {
    name: 'agent',
    key: 'ryn_agent_v1_Wombat77agent',
    basePath: '',
    settings: {},
    // It documents none: its errors come with 200. These are what HTTP means by them.
    refusals: [400, 401, 402, 403, 404, 405, 422],
    submitPath: '/v1/generate',
    refuse: (message) => ({ code: 1, message }),
    accept: (id) => ({ code: 0, message: 'ok', data: { task_id: id, status: 'pending' } }),
    taskPath: /^\/v1\/generate\/([^/]+)$/,
    show: (_, __, { address, failure }) => ({
      code: 0,
      message: 'ok',
      data:
        failure === undefined
          ? { status: 'succeeded', outputs: [{ url: address }] }
          : { status: 'failed', error: failure },
    }),
    otherwise: (path) =>
      path === '/agent/openapi.json'
        ? { paths: { '/v1/generate/{requestId}': { get: {} } } }
        : { code: 0, message: 'ok', data: { balance: 1000 } },
  },
]

/** A figure whose fate is one of those that its service knows. */
export function fated({ name }: Pick<Talk, 'name'>, fate: string, attributes = ''): string {
  return `::figure[A figure.]{#fig-${name}-${fate} provider=${name} task=diagram prompt="fate ${fate}" ${attributes}}\n\n`
}

/** What a scripted service saw. */
export interface Seen {
  requests: HttpRequest[]
  /** Names of fates, in the order they were submitted. */
  submitted: string[]
}

/**
 * A service that does with a figure what the fate says that its prompt names.
 *
 * @param elsewhere What it answers where no figure is submitted or looked at, if not as usual.
 */
export function script(
  talk: Talk,
  fates: Readonly<Record<string, Fate>>,
  elsewhere: (request: HttpRequest) => HttpAnswer | undefined = () => undefined,
): { handle: Handler; seen: Seen } {
  const seen: Seen = { requests: [], submitted: [] }
  /** Names of fates by what their tasks are asked for by. */
  const nameOf = new Map<string, string>()
  const json = (body: unknown): HttpAnswer => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return {
    seen,
    async handle(request) {
      seen.requests.push(request)
      const [path = ''] = request.path.split('?')
      if (request.method === 'POST' && path === talk.submitPath) {
        const body = new TextDecoder().decode(request.body)
        const name = /fate ([\w-]+)/.exec(body)?.[1] ?? ''
        const fate = fates[name] ?? {}
        seen.submitted.push(name)
        nameOf.set(`${JSON.parse(body).request_id ?? fate.id ?? name}`, name)
        return { ...json(talk.accept(fate.id ?? name, fate)), ...fate.submission }
      }
      const id = talk.taskPath.exec(path)?.[1]
      if (id === undefined) return elsewhere(request) ?? json(talk.otherwise(path))
      const name = nameOf.get(id) ?? ''
      return json(talk.show(id, `fate ${name}`, fates[name] ?? {}))
    },
  }
}
