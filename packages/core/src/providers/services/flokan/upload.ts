import * as z from 'zod'
import type { ProviderRequest } from '../../../digest.js'
import { FigureError } from '../../../errors.js'
import type { InputFile } from '../../../figure.js'
import { readJson } from '../../../http/read-json.js'
import { redact } from '../../../http/redact.js'
import type { PrepareContext, Prepared } from '../../provider.js'
import { isPublicHttps } from '../public-https.js'
import { type Rejected, readSubmission, toNotSent, type Unknown } from '../read-outcome.js'
import { inputFile, readInput } from '../service-input.js'
import { readOrder } from './order.js'
import { resultImageOf } from './result-image.js'
import type { Service } from './service.js'
import { wording } from './wording.js'

const presigned = z.object({
  data: z.object({
    image_id: z.string().regex(/^[\w-]{1,200}$/),
    upload_url: z.string(),
  }),
})

/** For hints: what needs no upload. */
const byAddress = 'publish the picture and write its address as `image_url`'

/**
 * Names the picture that a request starts from as the service knows it: one of its own by what it
 * called it, and any other when it is uploaded.
 */
export async function nameInput(
  request: ProviderRequest,
  context: PrepareContext,
  service: Service,
): Promise<Prepared> {
  const image = readOrder(request)?.image_id
  if (typeof image !== 'object') return { status: 'ready', request }
  try {
    const file = inputFile(image, context)
    const made = resultImageOf(file, context, service)
    const isKnown = made !== undefined && !service.forgotten.has(made)
    const id = isKnown ? made : await upload(file, context, service)
    if (typeof id !== 'string') return id
    return { status: 'ready', request: { ...request, body: { ...request.body, image_id: id } } }
  } catch (error) {
    return toNotSent(error)
  }
}

/** Puts a file where the service finds it. @returns Its id there. */
async function upload(
  file: InputFile,
  context: PrepareContext,
  service: Service,
): Promise<string | Rejected> {
  const bytes = await readInput(file)
  const sent = await service.ask(context, {
    method: 'POST',
    path: '/upload-url',
    json: {
      // What it is called here is nobody's business.
      file_name: `image.${file.mediaType.replace('image/', '')}`,
      mime_type: file.mediaType,
      file_size: file.sizeBytes,
    },
  })
  const said = readSubmission(sent, context, wording)
  if (said.status !== 'answered') return toRejected(said)
  const { data } = presigned.safeParse(readJson(said.answer)).data ?? {}
  if (data === undefined) throw unavailable('`flokan` named no place for an upload')
  await put(data.upload_url, bytes, file.mediaType, context, service)
  return data.image_id
}

/** Without the key: the address is its own permission, and its host may be a stranger's. */
async function put(
  address: string,
  bytes: Uint8Array,
  mediaType: string,
  { send }: PrepareContext,
  { origin }: Service,
): Promise<void> {
  if (URL.parse(address)?.origin !== origin && !isPublicHttps(address)) {
    const [shown = ''] = redact(address).split(/[?#]/)
    const message = `\`flokan\` wants a file at \`${shown}\`, which is no public https address`
    throw new FigureError('service-refused', message, {
      hint: `Check \`services.flokan.baseUrl\`, or ${byAddress}.`,
    })
  }
  const headers = { 'content-type': mediaType }
  const sent = await send?.({ method: 'PUT', url: address, headers, body: bytes })
  if (sent?.status !== 'answered') {
    throw unavailable(`a file cannot be uploaded: ${redact(sent?.reason ?? 'no network')}`)
  }
  const { status } = sent.answer
  if (status < 200 || status >= 300) {
    throw unavailable(`the place that \`flokan\` named for an upload answered ${status}`)
  }
}

/** An answer that was lost is no loss here. */
function toRejected(refusal: Rejected | Unknown): Rejected {
  if (refusal.status === 'rejected') return refusal
  return { status: 'rejected', again: 'later', error: unavailable(refusal.reason) }
}

function unavailable(message: string): FigureError {
  return new FigureError('service-unavailable', message, {
    hint: `Nothing was paid. Run it again later, or ${byAddress}.`,
  })
}
