import * as z from 'zod'
import { readJson } from '../../../http/read-json.js'
import type { ProviderContext } from '../../provider.js'
import type { AskService } from '../service-client.js'

/** Finds where a task is looked at, `/v1/generate/{requestId}`; `undefined` where no path is known. */
export type FindStatusPath = (context: ProviderContext) => Promise<string | undefined>

/** Ids that a path may ask for. */
export interface TaskIds {
  requestId: string
  taskId?: string | undefined
}

/**
 * The document names no path: the service's own description may, which is read once.
 *
 * @param configured For a description that names none.
 */
export function createStatusPathFinder(
  ask: AskService,
  configured: string | undefined,
): FindStatusPath {
  let reading: Promise<string | undefined> | undefined

  async function read(context: ProviderContext): Promise<string | undefined> {
    const sent = await ask(context, { method: 'GET', path: '/agent/openapi.json' })
    const status = sent.status === 'answered' ? sent.answer.status : 0
    // Another time it may be there.
    if (status === 0 || status === 429 || status >= 500) reading = undefined
    return sent.status === 'answered' && status === 200
      ? findPath(readJson(sent.answer))
      : undefined
  }

  return async (context) => {
    reading ??= read(context).catch((error) => {
      reading = undefined
      throw error
    })
    return (await reading) ?? configured
  }
}

const description = z.object({ paths: z.record(z.string(), z.unknown()) })

/** Below its base address, with one id in it, about generations or tasks. */
const statusPath = /^\/(?!\/)(?!.*\.\.)[\w\-./]*(?:generat|task)[\w\-./]*\{\w+\}[\w\-./]*$/i

function findPath(json: unknown): string | undefined {
  const paths = description.safeParse(json).data?.paths ?? {}
  const found = Object.entries(paths).flatMap(([path, methods]) =>
    statusPath.test(path) && z.object({ get: z.looseObject({}) }).safeParse(methods).success
      ? path
      : [],
  )
  // What belongs to the documented path first: it is asked for by our own id.
  return found.find((path) => path.startsWith('/v1/generate/')) ?? found[0]
}

/** The path of one task; `undefined` when it asks for an id that nobody told. */
export function fillPath(
  path: string | undefined,
  { requestId, taskId }: TaskIds,
): string | undefined {
  const parameter = /\{(\w+)\}/.exec(path ?? '')?.[1]
  if (path === undefined || parameter === undefined || /provider/i.test(parameter)) return undefined
  const id = /task/i.test(parameter) ? taskId : requestId
  return id === undefined ? undefined : path.replace(`{${parameter}}`, encodeURIComponent(id))
}
