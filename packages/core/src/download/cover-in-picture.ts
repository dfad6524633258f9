import { crc32 } from 'node:zlib'
import { coverSecrets } from '../http/redact.js'

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')

/** A picture in whose texts no key stands any more: some services write the request into them. */
export function coverInPicture(bytes: Uint8Array): Uint8Array {
  const covered = coverSecrets(bytes)
  const isPng = pngSignature.equals(bytes.subarray(0, pngSignature.length))
  if (covered !== bytes && isPng) mendChecksums(bytes, covered)
  return covered
}

/** Of the parts that were changed: those of damaged parts stay wrong. */
function mendChecksums(before: Uint8Array, covered: Uint8Array): void {
  const after = Buffer.from(covered.buffer, covered.byteOffset, covered.byteLength)
  for (let at = pngSignature.length; at + 12 <= after.length; ) {
    const end = at + 12 + after.readUInt32BE(at)
    if (end > after.length) return
    const part = after.subarray(at + 4, end - 4)
    if (!part.equals(before.subarray(at + 4, end - 4))) after.writeUInt32BE(crc32(part), end - 4)
    at = end
  }
}
