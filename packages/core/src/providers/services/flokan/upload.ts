import * as z from 'zod'
import { FigureError } from '../../../errors.js'
import { readJson } from '../../../http/read-json.js'
import { redact } from '../../../http/redact.js'
import type { SubmitContext } from '../../provider.js'
import { isPublicHttps } from '../public-https.js'
import { type Rejected, readSubmission, toNotSent, type Unknown } from '../read-outcome.js'
import { inputFile, readInput } from '../service-input.js'
import type { Service } from './service.js'
import { wording } from './wording.js'

const presigned = z.object({
  data: z.object({
    image_id: z.string().regex(/^[\w-]{1,200}$/),
    upload_url: z.string(),
  }),
})

/**
 * Puts a file where the service finds it, and says under which id. Nothing of it costs anything:
 * whatever goes wrong, the picture was not asked for.
 */
export async function uploadPicture(
  input: unknown,
  context: SubmitContext,
  service: Service,
): Promise<{ imageId: string } | Rejected> {
  try {
    const file = inputFile(input, context)
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
    return { imageId: data.image_id }
  } catch (error) {
    return toNotSent(error)
  }
}

/** Without the key: the address is its own permission, and its host may be a stranger's. */
async function put(
  address: string,
  bytes: Uint8Array,
  mediaType: string,
  { send }: SubmitContext,
  { origin }: Service,
): Promise<void> {
  if (URL.parse(address)?.origin !== origin && !isPublicHttps(address)) {
    const [shown = ''] = redact(address).split(/[?#]/)
    const message = `\`flokan\` wants a file at \`${shown}\`, which is no public https address`
    throw new FigureError('service-refused', message)
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
  return new FigureError('service-unavailable', message)
}
