import type { ProviderContext } from '../../provider.js'
import { isForgotten, readAnswer } from '../read-outcome.js'
import { readHealth } from './health.js'
import type { Service } from './service.js'
import { wording } from './wording.js'

/** Asks for a task that nobody has: it is not found only with a key that is taken. */
export async function checkKey(
  context: ProviderContext,
  { ask, baseUrl, callback }: Service,
): Promise<string> {
  callback()
  const { version = 'of no version' } = await readHealth(baseUrl, context)
  const sent = await ask(context, { method: 'GET', path: '/api/tasks/figmill-doctor' })
  if (!isForgotten(sent, wording)) readAnswer(sent, wording)
  return `the key is taken; the service is ${version}`
}
