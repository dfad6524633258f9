import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import * as z from 'zod'
import { digestContent } from '../../digest.js'
import { FigureError } from '../../errors.js'
import type { InputFile } from '../../figure.js'
import type { JsonObject } from '../../json.js'
import type { PrepareContext, RequestInput } from '../provider.js'

/** An input for people. Of a picture that is made here its file's name says nothing. */
export function inputName({ figure, path }: InputFile): string {
  return figure === undefined ? `\`${basename(path)}\`` : `the picture of \`${figure}\``
}

/** An input as it stands in a request: what it holds, not where it lies. */
export function toInput({ digest, mediaType, sizeBytes }: InputFile): JsonObject {
  return { sha256: digest, bytes: sizeBytes, mediaType }
}

/** The same, as it is read from a request. */
export const inputSchema = z.strictObject({
  sha256: z.string(),
  bytes: z.number(),
  mediaType: z.string(),
})

/** An image of a request: its address, or what stands for a file. */
export const addressOrInput = z.union([z.string(), inputSchema])

/** The file that an input of a request stands for. @throws {FigureError} `service-refused`. */
export function inputFile(input: unknown, { inputs = [] }: PrepareContext): RequestInput {
  const { sha256 } = (input ?? {}) as { sha256?: unknown }
  const file = inputs.find(({ digest }) => digest === sha256)
  if (file !== undefined) return file
  throw new FigureError('service-refused', 'an input of the figure is not at hand', {
    hint: 'Build again: it is read anew then.',
  })
}

/** The bytes of an input. @throws {FigureError} `service-refused` when it changed since it was read. */
export async function readInput(file: InputFile): Promise<Uint8Array> {
  const bytes = await readFile(file.path).catch((error) => {
    throw new FigureError('service-refused', `${inputName(file)} cannot be read any more`, {
      cause: error,
      hint: 'Put it back where it was, and build again.',
    })
  })
  if (digestContent(bytes) === file.digest) return bytes
  throw new FigureError('service-refused', `${inputName(file)} changed while it was built`, {
    hint: 'Build again.',
  })
}
