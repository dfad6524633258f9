import { expect, test } from 'vitest'
import { atSubmit } from '../emulator-client.ts'
import { createClient } from './client.ts'

test('submissions are noted as they came, with what they were answered', async () => {
  const { edit, emulator, generate } = createClient(atSubmit('refuse'))
  await generate({ prompt: 'never arrives' })
  await generate('{')
  await generate({ prompt: 'a' })
  await edit({ prompt: 'a' })
  const noted = emulator.submissions().map(({ body, path, status }) => [path, body, status])
  expect(noted).toEqual([
    ['/api/v1/generate', undefined, 400],
    ['/api/v1/generate', { prompt: 'a' }, 200],
    ['/api/v1/edit', { prompt: 'a' }, 400],
  ])
})

test('paths and methods that it does not have are 404 and 405', async () => {
  const { ask } = createClient()
  expect((await ask('GET', '/api/v1/credits')).status).toBe(404)
  expect((await ask('GET', '/api/v1/generate')).status).toBe(405)
  expect((await ask('DELETE', '/api/v1/task/x')).status).toBe(405)
  expect((await ask('GET', '/images/unknown.png')).status).toBe(404)
})
