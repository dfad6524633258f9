import type { ProviderContext } from '../../provider.js'
import { isForgotten, readAnswer } from '../read-outcome.js'
import type { Service } from './submit.js'
import { wording } from './wording.js'

/** Asks for a task that nobody has: it is not found only with a key that is taken. */
export async function checkKey(context: ProviderContext, { ask }: Service): Promise<string> {
  const sent = await ask(context, { method: 'GET', path: '/task/figmill-doctor' })
  if (!isForgotten(sent, wording)) readAnswer(sent, wording)
  return 'the key is taken'
}
