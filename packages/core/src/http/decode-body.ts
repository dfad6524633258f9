import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'

const decoders: Record<string, (bytes: Uint8Array, options: object) => Promise<Uint8Array>> = {
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
  gzip: promisify(gunzip),
}

/**
 * Some that stand in front of a service compress what nobody wanted compressed.
 *
 * @param encoding The header, as it came.
 * @param maxBytes Of what comes out.
 * @throws For more than that, for damaged bytes, and for an encoding that is not known.
 */
export async function decodeBody(
  bytes: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  if (encoding === undefined || encoding === 'identity' || bytes.length === 0) return bytes
  const decode = decoders[encoding]
  if (decode === undefined) throw new Error(`its answer is in \`${encoding}\``)
  return decode(bytes, { maxOutputLength: maxBytes })
}
