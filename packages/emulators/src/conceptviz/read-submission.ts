import { z } from 'zod'
import type { HttpRequest } from '../emulator.ts'
import { readJson } from '../json-answer.ts'
import { checkImage, type UploadedFile } from './input-images.ts'
import { isRefusalCode, Refusal } from './refusals.ts'

export type Model = 'cv-1' | 'cv-2'
export type Quality = '2k' | '4k'

/** What a submission asks for. */
export interface Order {
  /** One for each picture. */
  prompts: readonly string[]
  model: Model
  quality: Quality
  aspectRatio: string
  /** What moderation knows the inputs of an edit by: SHA-256 in hex, or an address. */
  images: readonly string[]
}

/** The body of a submission, as it was sent; `undefined` when it cannot be read. */
export interface SubmissionBody {
  isForm: boolean
  value: unknown
}

/** Reads JSON or a form; `image` of a form is a list. */
export async function readBody(request: HttpRequest): Promise<SubmissionBody> {
  const type = request.headers['content-type'] ?? ''
  if (/^multipart\/form-data\b/i.test(type))
    return { isForm: true, value: await readForm(request.body, type) }
  const isJson = /^application\/json\b/i.test(type)
  return { isForm: false, value: isJson ? readJson(request) : undefined }
}

async function readForm(body: Uint8Array, type: string): Promise<unknown> {
  const form = await new Response(Buffer.from(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined)
  if (form === undefined) return undefined
  const fields = new Map<string, unknown>()
  const image: (string | UploadedFile)[] = []
  for (const [name, sent] of form) {
    const value = typeof sent === 'string' ? sent : await readFile(sent)
    if (name === 'image') image.push(value)
    // Only images may be repeated.
    else fields.set(name, fields.has(name) ? [fields.get(name), value].flat() : value)
  }
  return { ...Object.fromEntries(fields), image }
}

async function readFile(file: File): Promise<UploadedFile> {
  return { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }
}

// The message of a problem is the code that the document has for it, if it has one.
const prompt = z.string('PROMPT_REQUIRED').regex(/\S/, 'PROMPT_REQUIRED')
const settings = {
  model: z.enum(['cv-2', 'cv-1'], 'UNSUPPORTED_MODEL').default('cv-2'),
  quality: z.enum(['2k', '4k']).default('2k'),
  aspectRatio: z
    .string()
    .regex(/^[1-9]\d?:[1-9]\d?$/)
    .default('16:9'),
}
const inputs = <Input extends z.ZodType>(input: Input) =>
  z.array(input, 'IMAGE_REQUIRED').min(1, 'IMAGE_REQUIRED').max(4, 'TOO_MANY_IMAGES')

const generation = z
  .strictObject({
    prompt: z.string().optional(),
    prompts: z.array(prompt).min(1, 'PROMPT_REQUIRED').max(4, 'TOO_MANY_PROMPTS').optional(),
    ...settings,
    aspectRatio: z
      .string()
      .regex(/^(?:[1-9]\d?:[1-9]\d?|a4-portrait)$/)
      .default('16:9'),
  })
  .refine(({ prompt: single = '', prompts }) => prompts !== undefined || /\S/.test(single), {
    message: 'PROMPT_REQUIRED',
  })
  .transform(({ prompt: single = '', prompts = [single], ...rest }) => ({ ...rest, prompts }))
const jsonEdit = z.strictObject({ prompt, images: inputs(z.string('INVALID_IMAGE')), ...settings })
const formEdit = z.strictObject({
  prompt,
  image: inputs(z.custom<UploadedFile>((file) => typeof file === 'object', 'INVALID_IMAGE')),
  ...settings,
})

/** @throws {Refusal} When the body is not as the document wants it. */
export function readGeneration({ isForm, value }: SubmissionBody): Order {
  return settle({ ...parse(generation, isForm ? undefined : value), images: [] })
}

/** @throws {Refusal} When the body is not as the document wants it. */
export function readEdit({ isForm, value }: SubmissionBody): Order {
  const { images, ...rest } = isForm ? fromForm(value) : parse(jsonEdit, value)
  return settle({ ...rest, prompts: [rest.prompt], images: images.map(checkImage) })
}

function fromForm(value: unknown) {
  const { image, ...rest } = parse(formEdit, value)
  return { ...rest, images: image }
}

/** CV-2 uses 2k, whatever was asked for. */
function settle({ aspectRatio, images, model, prompts, quality }: Order): Order {
  return { prompts, model, quality: model === 'cv-2' ? '2k' : quality, aspectRatio, images }
}

function parse<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  if (value === undefined) throw new Refusal('INVALID_BODY')
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { message = '', path = [] } = parsed.error.issues[0] ?? {}
  if (isRefusalCode(message)) throw new Refusal(message)
  throw new Refusal('INVALID_BODY', { message: `${path.join('.') || 'body'}: ${message}` })
}
