import { z } from 'zod'

/** What differs between descriptions: what is served is what is named. */
export interface Described {
  origin: string
  /** `null`: there is none. */
  statusPath: string | null
  estimatePath: string
  estimateRequest: z.ZodType
  generateRequest: z.ZodType
  exchangeRequest: z.ZodType
}

const text = z.string()
const whole = z.int()

const failure = z.looseObject({
  error: text,
  required: z.number().optional(),
  available: z.number().optional(),
  suggestion: text.optional(),
})

const accepted = z.looseObject({
  task_id: text,
  provider_task_id: text,
  status: text,
  usage_event_id: text,
})

const shown = accepted.extend({
  request_id: text,
  outputs: z.array(z.looseObject({ url: z.url() })).optional(),
})

const estimate = z.looseObject({
  estimated_credits: z.number(),
  price_version: text,
  breakdown: z.looseObject({ unit_credits: z.number(), count: whole, multiplier: z.number() }),
})

const models = z.looseObject({
  price_version: text,
  models: z.array(z.looseObject({ id: text, product: text, credits: z.number() })),
})

/** OpenAPI 3.1 of what is served. */
export function describeApi({ estimatePath, origin, statusPath, ...requests }: Described) {
  const parameter = /\{(\w+)\}/.exec(statusPath ?? '')?.[1]
  // Without a status path, a repeated request shows how far it is.
  const generated = statusPath === null ? z.union([shown, accepted]) : accepted
  return {
    openapi: '3.1.0',
    info: { title: 'Agent API', version: '1' },
    servers: [{ url: origin }],
    security: [{ bearer: [] }],
    paths: {
      '/auth/moltbook/exchange': {
        post: {
          ...operation(
            'exchangeMoltbookIdentity',
            'Exchange an identity for an access token of 15 minutes',
            z.looseObject({ access_token: text, expires_in: whole }),
          ),
          requestBody: bodyOf(requests.exchangeRequest),
          security: [],
        },
      },
      '/v1/credits/balance': {
        get: operation('getBalance', 'Credits left', z.looseObject({ balance: z.number() })),
      },
      [estimatePath]: {
        post: {
          ...operation('estimate', 'What a generation would cost', estimate),
          requestBody: bodyOf(requests.estimateRequest),
        },
      },
      '/v1/models/list': { get: operation('listModels', 'Models and their prices', models) },
      '/v1/generate': {
        post: {
          ...operation('generate', 'Generate; a request_id is charged once', generated),
          requestBody: bodyOf(requests.generateRequest),
        },
      },
      ...(statusPath === null
        ? {}
        : {
            [statusPath]: {
              get: {
                ...operation('getGeneration', 'How far a generation is', shown),
                parameters: [
                  { name: parameter, in: 'path', required: true, schema: { type: 'string' } },
                ],
              },
            },
          }),
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Failure: schemaOf(failure) },
    },
  }
}

function operation(operationId: string, summary: string, data: z.ZodType) {
  const schema = {
    type: 'object',
    required: ['code', 'message', 'data'],
    properties: {
      code: { const: 0 },
      message: { const: 'ok' },
      data: { anyOf: [schemaOf(data), { $ref: '#/components/schemas/Failure' }] },
    },
  }
  return {
    operationId,
    summary,
    responses: {
      200: {
        description: 'What was asked for, or `data.error`',
        content: { 'application/json': { schema } },
      },
    },
  }
}

const bodyOf = (request: z.ZodType) => ({
  required: true,
  content: { 'application/json': { schema: schemaOf(request) } },
})

function schemaOf(schema: z.ZodType) {
  const { $schema, ...rest } = z.toJSONSchema(schema)
  return rest
}

/** llms.txt: the same in a few lines. */
export function describeForReaders({ estimatePath, origin, statusPath }: Described): string {
  return `# Agent API

> Images, videos and music for credits. Errors are in data.error of an answer with HTTP 200.

- [OpenAPI](${origin}/agent/openapi.json)

## Endpoints

- POST /auth/moltbook/exchange: an access token for 15 minutes
- GET /v1/credits/balance: credits left
- POST ${estimatePath}: what a generation would cost
- GET /v1/models/list: models and prices
- POST /v1/generate: generate; a request_id is charged once
${
  statusPath === null
    ? '- Send the same request_id again to see how far it is.'
    : `- GET ${statusPath}: how far it is`
}
`
}
