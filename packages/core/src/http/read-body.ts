import type { Readable } from 'node:stream'
import { freeMemory } from '../free-memory.js'

const firstRoom = 64 * 1024

/**
 * Reads the body of an answer into one piece of memory, and no further than allowed. Its pieces are
 * gone afterwards.
 *
 * @param announced Its size in bytes, as the sender says; `NaN` when it does not.
 * @returns `undefined` for more than `maxBytes`; then the connection is closed.
 */
export async function readBody(
  body: Readable,
  announced: number,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  if (announced > maxBytes) {
    body.on('error', () => {}).destroy()
    return undefined
  }
  let bytes = new Uint8Array(announced >= 0 ? announced : firstRoom)
  let size = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    const end = size + chunk.length
    // Leaving the loop closes the connection.
    if (end > maxBytes) return undefined
    if (end > bytes.length) bytes = enlarge(bytes, Math.min(maxBytes, Math.max(end, 2 * size)))
    bytes.set(chunk, size)
    freeMemory(chunk)
    size = end
  }
  // What is left over would keep its memory as long as the rest.
  return size === bytes.length ? bytes : new Uint8Array(bytes.buffer.transfer(size))
}

function enlarge(bytes: Uint8Array<ArrayBuffer>, room: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(room)
  larger.set(bytes)
  return larger
}
