import { FigureError } from '../../errors.js'
import type { ProviderContext } from '../provider.js'
import { isForgotten, oddAnswerHint, readAnswer, type Wording } from './read-outcome.js'
import type { AskService } from './service-client.js'

/**
 * Asks for a task that nobody has: it is not found only with a key that is taken.
 *
 * @param path What tasks are below: `/task`.
 * @throws {FigureError} when the service cannot be reached, does not want the key, or finds the task.
 */
export async function checkKey(
  path: string,
  ask: AskService,
  context: ProviderContext,
  wording: Wording,
): Promise<string> {
  const sent = await ask(context, { method: 'GET', path: `${path}/figmill-doctor` })
  if (isForgotten(sent, wording)) return 'the key is taken'
  readAnswer(sent, wording)
  const { service } = wording
  throw new FigureError('service-unavailable', `\`${service}\` found a task that nobody has`, {
    hint: oddAnswerHint(service),
  })
}
