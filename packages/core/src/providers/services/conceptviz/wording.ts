import * as z from 'zod'
import { lenient } from '../lenient.js'
import type { Wording } from '../read-outcome.js'

const errorBody = z.object({
  error: lenient(z.string()),
  code: lenient(z.string()),
  credits_remaining: lenient(z.number()),
})

const checkKey = 'Check the key: `figmill doctor`. It may be disabled under Settings > API Keys.'
const ourFault = 'figmill should not have sent this: please report it.'

/**
 * What to do about the codes of its table. `CREDIT_CONSUMPTION_FAILED` and `GENERATION_FAILED` come
 * with status 500, which proves nothing about a submission.
 */
const hints: Readonly<Record<string, string>> = {
  INVALID_BODY: ourFault,
  IMAGE_REQUIRED: ourFault,
  INVALID_IMAGE: 'Give whole PNG, JPEG or WebP files, or addresses that anybody can open.',
  PROMPT_REQUIRED: 'Write a prompt.',
  TOO_MANY_IMAGES: ourFault,
  TOO_MANY_PROMPTS: 'Set `services.conceptviz.batchSize` to what it takes.',
  UNSUPPORTED_MODEL: 'Use `model=cv-2` or `model=cv-1`.',
  UNAUTHORIZED: checkKey,
  INVALID_API_KEY: checkKey,
  INSUFFICIENT_CREDITS: 'Buy credits there, or use another provider.',
  PLAN_REQUIRED: 'Its API needs a Pro plan or higher.',
  QUALITY_NOT_ALLOWED: 'Use `resolution=2K`, or a plan that has this quality.',
  PLAN_LIMIT_EXCEEDED: 'Set `services.conceptviz.batchSize` to what the plan allows.',
  TASK_NOT_FOUND: 'Check `services.conceptviz.baseUrl` and whose key it is.',
  INPUT_MODERATION_BLOCKED:
    'Say it in other words, or use another image: its safety checks object.',
}

/**
 * Codes that a smaller batch meets again, for all of it is of one quality; `PLAN_LIMIT_EXCEEDED` is
 * about its size.
 */
const aboutAccount = new Set(['PLAN_REQUIRED', 'QUALITY_NOT_ALLOWED'])

/** Whether it says that what is left does not even pay for one picture. */
export function isTooPoor(json: unknown, price: number): boolean {
  const { code, credits_remaining: left = price } = errorBody.safeParse(json).data ?? {}
  return code === 'INSUFFICIENT_CREDITS' && left < price
}

/** How it words its errors: `CODE: sentence`. */
export const wording: Wording = {
  service: 'conceptviz',
  refusals: [400, 401, 402, 403, 404],
  messageOf(json) {
    const { code, credits_remaining: left, error } = errorBody.safeParse(json).data ?? {}
    const said = [code, error].filter((part) => part !== undefined).join(': ')
    if (said === '') return undefined
    return left === undefined ? said : `${said} (${left} credits are left)`
  },
  hintOf: (_, message) => hints[codeOf(message)],
  isAboutAccount: (message) => aboutAccount.has(codeOf(message)),
  isAboutTask: (message) => message.startsWith('TASK_NOT_FOUND'),
}

function codeOf(message: string): string {
  return /^[A-Z_]+/.exec(message)?.[0] ?? ''
}
