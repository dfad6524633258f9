import type { EncodedPicture, MediaType } from '../artifact.js'
import type { JsonObject, JsonValue } from '../json.js'
import { decodePicture } from './decode-picture.js'
import { identifyPicture, unusable } from './identify-picture.js'

export interface Expectation {
  /** Media type as its sender calls it, if it says anything. */
  declared: string | undefined
  /** Width by height; `undefined` where any will do. */
  aspect: number | undefined
}

/** Other names of the media types, and names that say nothing in particular. */
const aliases: Record<string, MediaType> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/svg': 'image/svg+xml',
  'image/x-png': 'image/png',
  'application/x-pdf': 'application/pdf',
}
const anything = /^(?:$|(?:application|binary)\/octet-stream|(?:application|text)\/xml|text\/plain)/

/** Whether a media type is what senders say who do not know. */
export const saysNothing = (name: string): boolean => anything.test(name)

const aspectTolerance = 1.1

/**
 * Whether what came is the picture that was bought: the kind it claims to be, whole, of a size that
 * can be held, and about the shape that was asked for.
 *
 * @returns The picture as it is to be kept: an SVG is rewritten without what could do harm.
 * @throws {FigureError} `artifact-invalid`, with a sentence about the picture.
 */
export async function checkPicture(
  bytes: Uint8Array,
  { aspect, declared = '' }: Expectation,
): Promise<EncodedPicture> {
  const seen = identifyPicture(bytes)
  const name = mediaTypeName(declared)
  if (!saysNothing(name) && (aliases[name] ?? name) !== seen.mediaType) {
    throw unusable(`it is ${seen.mediaType}, but was sent as ${name}`)
  }
  const picture = await decodePicture(bytes, seen)
  const { height, width } = picture
  const ratio = aspect === undefined ? 1 : width / height / aspect
  if (Math.max(ratio, 1 / ratio) > aspectTolerance) {
    throw unusable(
      `it is ${Math.round(width)} by ${Math.round(height)}, expected about ${aspect?.toFixed(2)} times as wide as high`,
    )
  }
  return picture
}

/** A media type without its parameters. */
export function mediaTypeName(declared: string): string {
  return declared.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

const aspectFields = ['aspect', 'aspect_ratio', 'aspectRatio']

/** The shape a request asks for, width by height, wherever its service wants it said. */
export function askedAspect(body: JsonObject): number | undefined {
  for (const part of [body, ...Object.values(body)]) {
    if (!isObject(part)) continue
    for (const field of aspectFields) {
      const aspect = readAspect(part[field])
      if (aspect !== undefined) return aspect
    }
  }
  return undefined
}

function readAspect(value: JsonValue | undefined): number | undefined {
  if (value === 'a4-portrait') return 210 / 297
  const [, width, height] = /^(\d+):(\d+)$/.exec(typeof value === 'string' ? value : '') ?? []
  const aspect = Number(width) / Number(height)
  return aspect > 0 && Number.isFinite(aspect) ? aspect : undefined
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
