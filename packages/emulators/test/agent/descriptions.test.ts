import { describe, expect, test } from 'vitest'
import type { AgentOptions } from '../../src/agent.ts'
import { createClient, order, origin } from './client.ts'

describe('the descriptions', () => {
  interface Operation {
    parameters?: { name: string }[]
    requestBody?: object
    responses: object
  }
  const described = async (options?: Partial<AgentOptions>) => {
    const { body } = await createClient(options).handle('GET', '/agent/openapi.json', undefined, '')
    return JSON.parse(String(body)) as {
      openapi: string
      servers: { url: string }[]
      paths: Record<string, Record<string, Operation>>
    }
  }

  test('name every endpoint that is served, with its body', async () => {
    const { openapi, paths, servers } = await described()
    expect(openapi).toBe('3.1.0')
    expect(servers).toEqual([{ url: origin }])
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(operations).toEqual([
      'POST /auth/moltbook/exchange',
      'GET /v1/credits/balance',
      'POST /v1/credits/estimate',
      'GET /v1/models/list',
      'POST /v1/generate',
      'GET /v1/generate/{requestId}',
    ])
    expect(paths['/v1/generate']?.post).toMatchObject({
      requestBody: {
        content: { 'application/json': { schema: { required: ['request_id', 'model'] } } },
      },
    })
  })

  test('name another status path, and none when there is none', async () => {
    const { paths } = await described({ statusPath: '/v1/tasks/{taskId}' })
    expect(paths['/v1/tasks/{taskId}']?.get?.parameters).toMatchObject([{ name: 'taskId' }])
    expect(paths).not.toHaveProperty(['/v1/generate/{requestId}'])
    expect(Object.keys((await described({ statusPath: null })).paths)).toHaveLength(5)
  })

  test('name a path by task id that is served so', async () => {
    const { ask, generate } = createClient({ statusPath: '/v1/tasks/{taskId}' })
    const { task_id } = await generate()
    expect(await ask('GET', `/v1/tasks/${task_id}`)).toMatchObject({ status: 'pending' })
    expect(await ask('GET', `/v1/tasks/${encodeURIComponent(order.request_id)}`)).toMatchObject({
      error: 'task_not_found',
    })
  })

  // covers GET /llms.txt
  // covers GET /agent/llms.txt
  test('are in words too, at both addresses', async () => {
    const { handle } = createClient({ statusPath: null })
    const [short, long] = await Promise.all(
      ['/llms.txt', '/agent/llms.txt'].map((path) => handle('GET', path, undefined, '')),
    )
    expect(short?.body).toContain('POST /v1/generate')
    expect(short?.body).not.toContain('{requestId}')
    expect(long?.body).toBe(short?.body)
  })
})
