import * as z from 'zod'
import { FigureError } from '../../../errors.js'
import { redact } from '../../../http/redact.js'
import type { ProviderContext } from '../../provider.js'
import { lenient } from '../lenient.js'
import { oddAnswerHint, readAnswer } from '../read-outcome.js'
import { wording } from './wording.js'

const health = z.object({ status: z.string(), version: lenient(z.string()) })

/**
 * Asks the service whether it is well; needs no key, and sends none.
 *
 * @param baseUrl Without a slash at the end.
 * @throws {FigureError} `service-unavailable` when it does not answer, or says that it is not.
 */
export async function readHealth(
  baseUrl: string,
  { send }: ProviderContext,
): Promise<{ version: string | undefined }> {
  const headers = { accept: 'application/json' }
  const sent = (await send?.({ method: 'GET', url: `${baseUrl}/api/health`, headers })) ?? {
    status: 'not-sent' as const,
    reason: 'there is no network',
  }
  const { data } = health.safeParse(readAnswer(sent, wording))
  if (data?.status === 'ok') {
    return { version: data.version === undefined ? undefined : redact(data.version, 40) }
  }
  const said =
    data === undefined ? 'nothing of its health' : `that it is \`${redact(data.status, 40)}\``
  throw new FigureError('service-unavailable', `\`paperbanana\` says ${said}`, {
    hint: oddAnswerHint('paperbanana'),
  })
}
