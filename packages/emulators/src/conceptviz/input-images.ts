import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { Refusal } from './refusals.ts'

/** A file of a form. */
export interface UploadedFile {
  name: string
  /** As the client declared it. */
  type: string
  bytes: Uint8Array
}

/** "Up to 20MB each". */
const maxImageBytes = 20_000_000

/** How files of a type start, in Latin-1. */
const signatures: Readonly<Record<string, (start: string) => boolean>> = {
  'image/png': (start) => start.startsWith('\x89PNG\r\n\x1a\n'),
  'image/jpeg': (start) => start.startsWith('\xff\xd8\xff'),
  'image/webp': (start) => start.startsWith('RIFF') && start.endsWith('WEBP'),
}

/**
 * Looks at an input of an edit.
 *
 * @returns What moderation knows it by: SHA-256 of its bytes in hex, or its address.
 */
export function checkImage(image: string | UploadedFile): string {
  if (typeof image !== 'string') return checkBytes(image.type, image.bytes)
  if (!image.startsWith('data:')) return checkAddress(image)
  const comma = image.indexOf(',')
  const type = /^data:(image\/[\w.+-]+);base64$/.exec(image.slice(0, comma))?.[1]
  const encoded = image.slice(comma + 1)
  const bytes = Buffer.from(encoded, 'base64')
  if (type === undefined || bytes.toString('base64') !== encoded)
    throw new Refusal('INVALID_IMAGE', { message: 'Input image is not a base64 data URL' })
  return checkBytes(type, bytes)
}

function checkBytes(type: string, bytes: Uint8Array): string {
  if (bytes.length > maxImageBytes)
    throw new Refusal('INVALID_IMAGE', { message: 'Input image is larger than 20MB' })
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (signatures[type]?.(start) !== true)
    throw new Refusal('INVALID_IMAGE', { message: `Input image is not a valid ${type || 'image'}` })
  return createHash('sha256').update(bytes).digest('hex')
}

function checkAddress(address: string): string {
  const { hostname = '', protocol = '' } = URL.parse(address) ?? {}
  if (
    protocol !== 'https:' ||
    isIP(hostname.replace(/^\[|\]$/g, '')) > 0 ||
    !hostname.includes('.')
  )
    throw new Refusal('INVALID_IMAGE', { message: 'Input image URL is not a public https URL' })
  return address
}
