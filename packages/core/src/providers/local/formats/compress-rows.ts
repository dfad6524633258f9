/** Bits as deflate writes them: the lowest first. */
interface Bits {
  value: number
  count: number
}

const endOfBlock = 256
const maxMatch = 258
/** As far as a match may reach back. */
const maxDistance = 32_768
const literals = Array.from({ length: 257 }, (_, symbol) => toFixedCode(symbol))
const lengths = createLengthCodes()

/**
 * Compresses rows of pixels of few colours as zlib data; the same bytes on every machine.
 *
 * A drawing repeats what is to the left and what is above, so nothing else is looked for: a search
 * through all that came before would take three times as long, and save a third of the bytes.
 *
 * @param rowLength Bytes in each row.
 */
export function compressRows(rows: Uint8Array, rowLength: number): Uint8Array {
  const output = createBitWriter((rows.length * 9) / 8 + 16)
  // A zlib stream, then one block, the last, with the codes of the standard (RFC 1950 and 1951).
  output.write({ value: 0x0178, count: 16 })
  output.write({ value: 0b011, count: 3 })
  const left = toDistanceCode(1)
  const distance = rowLength > maxDistance ? 1 : rowLength
  const above = toDistanceCode(distance)
  for (let at = 0; at < rows.length; ) {
    const fromAbove = countEqual(rows, at, distance)
    const fromLeft = fromAbove === maxMatch ? 0 : countEqual(rows, at, 1)
    const length = Math.max(fromAbove, fromLeft)
    const match = lengths[length]
    if (match !== undefined) {
      output.write(match)
      output.write(fromAbove === length ? above : left)
      at += length
    } else output.write(literals[rows[at++] ?? 0])
  }
  output.write(literals[endOfBlock])
  return output.finish(toChecksum(rows))
}

/** How many bytes from a place on are the same as those a distance before. */
function countEqual(rows: Uint8Array, at: number, distance: number): number {
  if (at < distance) return 0
  const end = Math.min(at + maxMatch, rows.length)
  let equal = at
  while (equal < end && rows[equal] === rows[equal - distance]) equal++
  return equal - at
}

function createBitWriter(capacity: number) {
  const bytes = new Uint8Array(capacity)
  let length = 0
  let held = 0
  let heldCount = 0
  return {
    write({ count, value }: Bits = { value: 0, count: 0 }) {
      held |= value << heldCount
      heldCount += count
      while (heldCount >= 8) {
        bytes[length++] = held
        held >>>= 8
        heldCount -= 8
      }
    },
    /** @param checksum Four bytes, the highest first. */
    finish(checksum: readonly number[]): Uint8Array {
      if (heldCount > 0) bytes[length++] = held
      bytes.set(checksum, length)
      return bytes.slice(0, length + checksum.length)
    },
  }
}

/** The code of a literal or a length by the table of RFC 1951, section 3.2.6. */
function toFixedCode(symbol: number): Bits {
  if (symbol < 144) return { value: reverse(0x30 + symbol, 8), count: 8 }
  if (symbol < 256) return { value: reverse(0x190 + symbol - 144, 9), count: 9 }
  if (symbol < 280) return { value: reverse(symbol - 256, 7), count: 7 }
  return { value: reverse(0xc0 + symbol - 280, 8), count: 8 }
}

/** Codes by length, from 3 on: a symbol for a range, and the place in it. */
function createLengthCodes(): (Bits | undefined)[] {
  const codes: (Bits | undefined)[] = [undefined, undefined, undefined]
  for (let symbol = 257; symbol < 285; symbol++) {
    const extra = Math.max(0, (symbol - 261) >> 2)
    const { count, value } = toFixedCode(symbol)
    for (let place = 0; place < 2 ** extra; place++) {
      codes.push({ value: value | (place << count), count: count + extra })
    }
  }
  codes[maxMatch] = toFixedCode(285)
  return codes
}

function toDistanceCode(distance: number): Bits {
  let start = 1
  for (let symbol = 0; ; symbol++) {
    const extra = Math.max(0, (symbol >> 1) - 1)
    if (distance < start + 2 ** extra) {
      return { value: reverse(symbol, 5) | ((distance - start) << 5), count: 5 + extra }
    }
    start += 2 ** extra
  }
}

function reverse(value: number, count: number): number {
  let reversed = 0
  for (let bit = 0; bit < count; bit++) reversed |= ((value >> bit) & 1) << (count - 1 - bit)
  return reversed
}

/** Adler-32. */
function toChecksum(bytes: Uint8Array): number[] {
  let [low, high] = [1, 0]
  // So many sums fit into a number before the remainder has to be taken.
  const stretch = 3800
  for (let start = 0; start < bytes.length; start += stretch) {
    for (let at = start; at < Math.min(start + stretch, bytes.length); at++) {
      low += bytes[at] ?? 0
      high += low
    }
    low %= 65521
    high %= 65521
  }
  return [high >> 8, high & 255, low >> 8, low & 255]
}
