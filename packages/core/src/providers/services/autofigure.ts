import * as z from 'zod'
import { FigureError } from '../../errors.js'
import { estimateCost } from './autofigure/generate-body.js'
import { recoverTasks } from './autofigure/recover.js'
import { formats, optionNames, resolveAutofigure } from './autofigure/resolve.js'
import type { Service } from './autofigure/service.js'
import { limitsOf, mostKeysOf, type Settings, settingsSchema } from './autofigure/settings.js'
import { publishInputs, submitOne } from './autofigure/submit.js'
import { listSize, pollTasks } from './autofigure/tasks.js'
import { wording } from './autofigure/wording.js'
import { type Rejected, readAnswerAs } from './read-outcome.js'
import { createServiceClient } from './service-client.js'
import { defineService } from './service-definition.js'
import type { ServiceKeys } from './service-keys.js'
import { tellPrices } from './tell-prices.js'

const name = 'autofigure'

const creditsAnswer = z.object({ data: z.object({ remaining_credits: z.number() }) })

/** AutoFigureEdit, and under another `baseUrl` those that run the same API. */
export const autofigure = defineService({
  name,
  settings: settingsSchema,
  key: { pattern: /^sk-team-\S+$/, example: 'sk-team-...' },
  create({ assets, keys, settings }) {
    const { origin } = new URL(settings.baseUrl)
    const ask = createServiceClient(settings.baseUrl, keys)
    const service: Service = { ask, origin, settings }
    return {
      name,
      capabilities: {
        mode: 'async',
        charges: 'on-success',
        idempotency: 'none',
        recovery: 'list',
        batchSize: 1,
        listSize,
        listScope: settings.listScope,
        webhook: false,
        limitScopes: ['address', 'key', 'account'],
        tasks: ['diagram', 'plot', 'image'],
        formats,
        inputs: ['data', 'context', 'images', 'image addresses'],
        aspects: 'any',
        resolutions: ['1K', '2K', '4K'],
        prices: [
          ...Object.entries(settings.prices.standard).map(
            ([model, price]) => `${model}: ${tellPrices(price)}`,
          ),
          `pipeline: from ${tellPrices(settings.prices.pipeline)}`,
        ],
      },
      optionNames,
      service: { origin, keys: keys.fingerprints, limits: limitsOf(settings) },
      resolve: (figure) => resolveAutofigure(figure, settings, assets),
      estimate: (request) => estimateCost(request, settings),
      prepare: (request, context) => publishInputs(request, assets, context),
      async submit(requests, context) {
        const refused = refuseKey(keys, settings, context.key)
        if (refused !== undefined) return requests.map(() => refused)
        return Promise.all(requests.map((request) => submitOne(request, context, service)))
      },
      poll: (handles, context) => pollTasks(handles, context, service),
      recover: (attempts, context) => recoverTasks(attempts, context, service),
      async balance(context) {
        const sent = await ask(context, { method: 'GET', path: '/credits' })
        const { data } = readAnswerAs(creditsAnswer, 'balance', sent, wording)
        return data.remaining_credits
      },
    }
  },
})

/** What the service would refuse, and count against the limit of this machine's address. */
function refuseKey(keys: ServiceKeys, settings: Settings, key = ''): Rejected | undefined {
  const { keyPrefix, plan } = settings
  const most = mostKeysOf(settings)
  const count = keys.fingerprints.length
  if (count > most) {
    const message = `\`${name}\` has ${count} keys, and the plan \`${plan}\` has at most ${most}`
    const hint = `Take some away, or say which plan it is: \`services.${name}.plan\`.`
    return { status: 'rejected', error: new FigureError('config-invalid', message, { hint }) }
  }
  if (keys.secretOf(key)?.startsWith(keyPrefix) !== false) return undefined
  const message = `a key of \`${name}\` does not begin with \`${keyPrefix}\``
  const hint =
    'Keys of a person are not taken: make one in the settings of the team. See `figmill doctor`.'
  const error = new FigureError('config-invalid', message, { hint })
  return { status: 'rejected', about: 'key', error }
}
