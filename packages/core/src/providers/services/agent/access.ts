import * as z from 'zod'
import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import { keepSecret } from '../../../http/redact.js'
import type { Sent } from '../../../http/send-once.js'
import type { ProviderContext } from '../../provider.js'
import { oddAnswerHint, readAnswer } from '../read-outcome.js'
import { type AskService, createServiceClient } from '../service-client.js'
import { headerText, type ServiceKeys } from '../service-keys.js'
import { aboutAsker, judge, readAnswerData, toError, wording } from './answer.js'
import type { AgentSettings } from './settings.js'

const lifeMs = 15 * 60_000
/** Of its life: what is under way must not outlive it. */
const usedPart = 0.8

/** An access token of Moltbook agents; milliseconds since the epoch. */
interface Held {
  token: Promise<string>
  askedAt: number
  renewAt: number
}

/** Asks the service with an API key, or with what an identity of Moltbook is exchanged for. */
export function createAgentClient(settings: AgentSettings, keys: ServiceKeys): AskService {
  const { baseUrl, moltbook } = settings
  if (moltbook === undefined) {
    return createServiceClient(baseUrl, keys, async (secret) => `Bearer ${refuseStray(secret)}`)
  }
  /** By identity; in memory alone. */
  const tokens = new Map<string, Held>()

  /** One exchange for all who wait for it. */
  function tokenOf(identity: string, context: ProviderContext): Promise<string> {
    const now = context.clock.now()
    const known = tokens.get(identity)
    if (known !== undefined && now < known.renewAt) return known.token
    const exchanged = exchange(identity, context, settings)
    const held: Held = {
      askedAt: now,
      renewAt: Number.POSITIVE_INFINITY,
      token: exchanged.then(({ access_token }) => access_token),
    }
    tokens.set(identity, held)
    exchanged.then(
      ({ expires_in: seconds }) => {
        held.renewAt = now + Math.min(lifeMs, seconds * 1000) * usedPart
      },
      () => drop(identity, held),
    )
    return held.token
  }

  function drop(identity: string, held: Held): void {
    if (tokens.get(identity) === held) tokens.delete(identity)
  }

  const authorize = async (secret: string, context: ProviderContext) =>
    `Bearer ${await tokenOf(refuseStray(secret), context)}`
  const look = createServiceClient(baseUrl, followIdentity(keys), authorize)
  // To another account an id that was charged once is a new one: only who sent it repeats it.
  const send = createServiceClient(baseUrl, keys, authorize)
  return async (context, request) => {
    const askedAt = context.clock.now()
    const sent = await (request.method === 'GET' ? look : send)(context, request)
    if (isRefusedKey(sent)) {
      // One that was got since is another.
      for (const [identity, held] of tokens) if (held.askedAt < askedAt) drop(identity, held)
    }
    return sent
  }
}

/** Of a shape that can stand in a header. */
const issued = z.object({
  access_token: z.string().regex(headerText).max(8000),
  expires_in: z
    .number()
    .positive()
    .catch(lifeMs / 1000),
})

/** The document shows no body of an exchange: its answer may have an envelope or not. */
const exchangeAnswer = z.union([z.object({ data: issued }).transform(({ data }) => data), issued])

/** @throws {FigureError} when no access token comes of it. */
async function exchange(
  identity: string,
  { send }: ProviderContext,
  { baseUrl, moltbook }: AgentSettings,
): Promise<z.output<typeof issued>> {
  const sent = await send?.({
    method: 'POST',
    url: `${baseUrl}/auth/moltbook/exchange`,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ [moltbook?.field ?? '']: identity }),
  })
  const json = readAnswer(sent ?? { status: 'not-sent', reason: 'there is no network' }, wording)
  const { data } = exchangeAnswer.safeParse(json)
  if (data !== undefined) {
    keepSecret(data.access_token)
    return data
  }
  const said = readAnswerData(json)
  if (said.error === undefined) {
    const message = '`agent` exchanged the identity for no `access_token`'
    throw new FigureError('service-unavailable', message, { hint: oddAnswerHint('agent') })
  }
  const { code, message } = toError(said)
  throw new FigureError(code, `${message}; it was asked for an access token`, {
    hint: 'Get a new identity token from Moltbook: they live for an hour.',
  })
}

function isRefusedKey(sent: Sent): boolean {
  if (sent.status !== 'answered') return false
  const verdict = judge(readAnswerData(readJson(sent.answer)).error)
  // A right that a key has not, another token of it has neither.
  return sent.answer.status === 401 || (aboutAsker.has(verdict) && verdict !== 'scope')
}

/** Moltbook tells its agents to send their own key to nobody else. */
function refuseStray(secret: string): string {
  if (!/^moltbook_sk/.test(secret)) return secret
  const message = "the key is Moltbook's own, which nobody but Moltbook may see: it was not sent"
  throw new FigureError('service-refused', message, {
    hint: 'Give an identity token made with it, and set `services.agent.moltbook` to `{}`.',
  })
}

/** Identities get a new token every hour, and tasks are the account's: the one there is looks at all. */
function followIdentity(keys: ServiceKeys): ServiceKeys {
  const [only, ...others] = keys.fingerprints
  if (only === undefined || others.length > 0) return keys
  return { ...keys, secretOf: () => keys.secretOf(only) }
}
