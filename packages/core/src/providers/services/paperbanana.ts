import type { Send } from '../../http/send-once.js'
import { checkKey } from './check-key.js'
import { adminKeyVariable, openKeyAdmin } from './open-key-admin.js'
import { administerKeys } from './paperbanana/admin-keys.js'
import { compositeOperation, resolveComposite } from './paperbanana/composite.js'
import { readHealth } from './paperbanana/health.js'
import { resolveOptimizePrompt } from './paperbanana/optimize-prompt.js'
import { optionNames, ratios } from './paperbanana/options.js'
import { createQuota, untoldQuota } from './paperbanana/quota.js'
import { resolveFigure } from './paperbanana/resolve.js'
import { type Service, unit } from './paperbanana/service.js'
import { paperbananaSettings } from './paperbanana/settings.js'
import { prepareRequest, submitRequest } from './paperbanana/submit.js'
import { lookAtTask } from './paperbanana/task.js'
import { openWebhook } from './paperbanana/webhook.js'
import { wording } from './paperbanana/wording.js'
import { createServiceClient } from './service-client.js'
import { defineService, type ServiceDefinition } from './service-definition.js'

/**
 * PaperBanana: diagrams from texts and PDFs, and plots from data. A unit of the key's quota is taken
 * with every submission. It has no list of tasks, recognises no repeated request and tells nobody
 * what is left: a request whose answer is lost stays unknown.
 */
export const paperbanana: ServiceDefinition = defineService({
  name: 'paperbanana',
  settings: paperbananaSettings,
  key: { pattern: /^pb_\w{16,}$/, example: 'pb_xxxxxxxxxxxxxxxxxxxxxxxxxxxx' },
  administerKeys,
  create({ environment, keys, settings }) {
    const { baseUrl, limits, quotaReserve: reserve } = settings
    const { origin } = new URL(baseUrl)
    const { callback, webhook } = openWebhook(settings.webhook, environment)
    const openAdmin = (send: Send) =>
      openKeyAdmin(paperbanana, { configured: { paperbanana: settings }, environment, send })
    const adminKey = environment[adminKeyVariable('paperbanana')]?.trim()
    const service: Service = {
      ask: createServiceClient(baseUrl, keys),
      baseUrl,
      origin,
      callback,
      quota: adminKey && reserve > 0 ? createQuota({ keys, openAdmin, reserve }) : untoldQuota,
    }
    return {
      name: 'paperbanana',
      capabilities: {
        mode: 'async',
        charges: 'on-accept',
        idempotency: 'none',
        recovery: 'none',
        batchSize: 1,
        listSize: 0,
        webhook: webhook !== undefined,
        // Quotas are each key's own; of limits the document says nothing.
        limitScopes: ['key'],
        tasks: ['diagram', 'plot'],
        formats: ['png', 'svg', 'pdf'],
        inputs: ['data', 'context', 'pdf'],
        aspects: ratios,
        resolutions: ['1K', '2K', '4K'],
        prices: ['1 of the quota for everything that is asked'],
      },
      optionNames,
      async check(context) {
        callback()
        const { version = 'of no version' } = await readHealth(baseUrl, context)
        const taken = await checkKey('/api/tasks', service.ask, context, wording)
        return `${taken}; the service is ${version}`
      },
      service: { origin, keys: keys.fingerprints, limits },
      webhook,
      resolve: (figure) => resolveFigure(figure, settings),
      optimize: resolveOptimizePrompt,
      compose: resolveComposite,
      // What it refuses to put together is put together for nothing.
      estimate: ({ operation }) => ({
        credits: unit,
        bound: operation === compositeOperation ? 'upper' : 'exact',
      }),
      prepare: (request, context) => prepareRequest(request, context, service),
      submit: (requests, context) =>
        Promise.all(requests.map((request) => submitRequest(request, context, service))),
      poll: (handles, context) =>
        Promise.all(handles.map((handle) => lookAtTask(handle, context, service))),
      credentials(key) {
        const secret = keys.secretOf(key)
        return secret === undefined
          ? undefined
          : { origin, headers: { authorization: `Bearer ${secret}` } }
      },
    }
  },
})
