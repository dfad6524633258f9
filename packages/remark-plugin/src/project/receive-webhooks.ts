import { type Listener, type Provider, systemErrorCode } from '@figmill/core'
import { type Engine, startWebhookReceiver } from '@figmill/core/internal-engine'

/**
 * Listens for services that tell when a job is over. Where that cannot be, a warning says so: they
 * are asked all the same, and pictures come a little later.
 *
 * @returns What ends it.
 */
export async function receiveWebhooks(
  providers: ReadonlyMap<string, Provider>,
  engine: Pick<Engine, 'hint'>,
  listener: Listener | undefined,
): Promise<() => Promise<void>> {
  const receivers = await Promise.all(
    [...providers.values()].map(async ({ name, webhook }) => {
      if (webhook === undefined) return undefined
      try {
        return await startWebhookReceiver(webhook, (id) => engine.hint(name, id))
      } catch (error) {
        const { host, port } = webhook
        const message = `nothing of \`${name}\` is heard at ${host}:${port}: ${systemErrorCode(error)}`
        const hint = `It is asked instead. Change \`services.${name}.webhook\`, or end what listens there.`
        const problem = { code: 'service-unavailable', severity: 'warning', message, hint } as const
        listener?.({ type: 'problem', problem })
        return undefined
      }
    }),
  )
  return async () => {
    await Promise.all(receivers.map((receiver) => receiver?.close()))
  }
}
