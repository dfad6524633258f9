/**
 * Frees the memory of bytes that nobody needs any more, where it is theirs alone: V8 counts it late,
 * and lets tens of megabytes of it pile up. They are empty afterwards.
 */
export function freeMemory({ buffer, byteLength }: Uint8Array): void {
  const isAll = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
  if (isAll && byteLength > 0) buffer.transfer(0)
}
