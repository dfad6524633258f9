import type { HttpAnswer } from '../emulator.ts'
import { json } from '../json-answer.ts'

/** Status and usual words of every error that the document lists. */
const refusals = {
  INVALID_BODY: [400, 'Request body is not valid JSON'],
  IMAGE_REQUIRED: [400, 'Edit request did not include an input image'],
  INVALID_IMAGE: [400, 'Input image data, URL, or file type is invalid'],
  PROMPT_REQUIRED: [400, 'No prompt or prompts provided'],
  TOO_MANY_IMAGES: [400, 'More than 4 images in one edit request'],
  TOO_MANY_PROMPTS: [400, 'More than 4 prompts in one request'],
  UNSUPPORTED_MODEL: [400, 'Model must be cv-2 or cv-1'],
  UNAUTHORIZED: [401, 'Missing or invalid Authorization header'],
  INVALID_API_KEY: [401, 'API key is invalid or disabled'],
  INSUFFICIENT_CREDITS: [402, 'Not enough credits'],
  PLAN_REQUIRED: [403, 'API access requires a Pro plan or higher'],
  QUALITY_NOT_ALLOWED: [403, 'Requested quality is not available for your plan'],
  PLAN_LIMIT_EXCEEDED: [403, 'Batch size exceeds your plan limit'],
  TASK_NOT_FOUND: [404, 'Task not found'],
  MODERATION_RATE_LIMITED: [429, 'Too many moderation requests. Please try again later.'],
  INPUT_MODERATION_BLOCKED: [400, 'Prompt or input image was blocked by safety checks'],
  CREDIT_CONSUMPTION_FAILED: [500, 'Credits could not be consumed'],
  GENERATION_FAILED: [500, 'Image generation failed. Please try again later.'],
} as const satisfies Record<string, readonly [number, string]>

export type RefusalCode = keyof typeof refusals

export const isRefusalCode = (text: string): text is RefusalCode => Object.hasOwn(refusals, text)

/** Ends a request with an error of the document. */
export class Refusal extends Error {
  readonly code: RefusalCode
  /** What the body says besides `error` and `code`. */
  readonly facts: Readonly<Record<string, unknown>>

  constructor(
    code: RefusalCode,
    {
      message = refusals[code][1],
      ...facts
    }: { message?: string; credits_remaining?: number } = {},
  ) {
    super(message)
    this.code = code
    this.facts = facts
  }
}

export function toAnswer({ code, facts, message }: Refusal): HttpAnswer {
  return json(refusals[code][0], { error: message, code, ...facts })
}
