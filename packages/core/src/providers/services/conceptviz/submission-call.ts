import type { InputFile } from '../../../figure.js'
import type { SubmitContext } from '../../provider.js'
import type { ServiceRequest } from '../service-client.js'
import { inputFile, readInput } from '../service-input.js'
import type { Order } from './order.js'
import type { ConceptvizSettings } from './settings.js'

/** Orders that are sent together: several of the same group, or one. */
export type Batch = readonly [Order, ...Order[]]

/**
 * A batch as the request that is sent.
 *
 * @throws {FigureError} `service-refused` when an input cannot be read, or is not what it was.
 */
export async function toSubmissionCall(
  [first, ...others]: Batch,
  context: SubmitContext,
  { uploads }: Pick<ConceptvizSettings, 'uploads'>,
): Promise<ServiceRequest> {
  const post = { method: 'POST', path: `/${first.operation}` } as const
  if (first.operation === 'generate') {
    const { prompt, ...alike } = first.body
    const prompts = [prompt, ...others.map(({ body }) => body.prompt)]
    return { ...post, json: others.length === 0 ? first.body : { prompts, ...alike } }
  }
  const { images, ...fields } = first.body
  const inputs = images.map((image) =>
    typeof image === 'string' ? image : inputFile(image, context),
  )
  const files = inputs.filter((input) => typeof input !== 'string')
  // A form has no place for addresses.
  if (uploads === 'multipart' && files.length === inputs.length) {
    return { ...post, ...(await toForm(fields, files)) }
  }
  const addresses = inputs.map((input) => (typeof input === 'string' ? input : toDataUrl(input)))
  return { ...post, json: { ...fields, images: await Promise.all(addresses) } }
}

/** Files are called by their number: their names are nobody's business. */
async function toForm(
  fields: Readonly<Record<string, string | undefined>>,
  files: readonly InputFile[],
): Promise<Required<Pick<ServiceRequest, 'body' | 'headers'>>> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.append(name, value)
  }
  for (const [index, file] of files.entries()) {
    const { mediaType } = file
    const picture = new Blob([Buffer.from(await readInput(file))], { type: mediaType })
    form.append('image', picture, `image-${index + 1}.${mediaType.replace('image/', '')}`)
  }
  const encoded = new Response(form)
  return {
    body: new Uint8Array(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
  }
}

async function toDataUrl(file: InputFile): Promise<string> {
  const bytes = Buffer.from(await readInput(file))
  return `data:${file.mediaType};base64,${bytes.toString('base64')}`
}
