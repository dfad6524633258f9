import type { ProviderContext } from '../provider.js'
import { isForgotten, readAnswer, type Wording } from './read-outcome.js'
import type { AskService } from './service-client.js'

/**
 * Asks for a task that nobody has: it is not found only with a key that is taken.
 *
 * @param tasks The path that tasks are below: `/task`.
 * @throws {FigureError} when the service cannot be reached, or does not want the key.
 */
export async function checkKey(
  tasks: string,
  ask: AskService,
  context: ProviderContext,
  wording: Wording,
): Promise<string> {
  const sent = await ask(context, { method: 'GET', path: `${tasks}/figmill-doctor` })
  if (!isForgotten(sent, wording)) readAnswer(sent, wording)
  return 'the key is taken'
}
