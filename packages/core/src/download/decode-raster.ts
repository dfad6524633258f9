import { readFile } from 'node:fs/promises'
import { checkPng } from './check-png.js'
import { type RasterType, unusable } from './identify-picture.js'
import { readJpegHeader } from './jpeg-header.js'

interface Size {
  width: number
  height: number
}

/** A decoded picture: RGBA, rows from the top. */
export interface Pixels extends Size {
  data: Uint8ClampedArray
}

interface Decoder {
  decode(bytes: Uint8Array, ...options: boolean[]): Pixels | null
}

/** The part of an Emscripten module that we use. */
type OpenDecoder = (options: {
  noInitialRun: true
  wasmBinary: Uint8Array
  printErr: (line: string) => void
}) => Promise<Decoder>

interface Codec {
  wasmBinary: Uint8Array
  /** As many as its decoder wants. */
  options: boolean[]
  open: OpenDecoder
}

const codecs = {
  'image/jpeg': lazily(async () => ({
    wasmBinary: await readModule('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'),
    options: [false],
    open: toOpenDecoder(await import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js')),
  })),
  'image/webp': lazily(async () => ({
    wasmBinary: await readModule('@jsquash/webp/codec/dec/webp_dec.wasm'),
    options: [],
    open: toOpenDecoder(await import('@jsquash/webp/codec/dec/webp_dec.js')),
  })),
}

/** A progressive file of a few bytes can ask for any number of passes over all of its pixels. */
const mostPixelsInScans = 2 ** 30

/**
 * Decodes a picture to see that it can be.
 *
 * @param size As its header says.
 * @throws {FigureError} `artifact-invalid` for one that is cut off or damaged.
 */
export async function decodeRaster(
  bytes: Uint8Array,
  mediaType: RasterType,
  size: Size,
): Promise<void> {
  if (mediaType === 'image/png') return checkPng(bytes)
  await decodePixels(bytes, mediaType, size)
}

/** The same, and what was decoded. */
export async function decodePixels(
  bytes: Uint8Array,
  mediaType: keyof typeof codecs,
  size: Size,
): Promise<Pixels> {
  const scans = mediaType === 'image/jpeg' ? (readJpegHeader(bytes)?.scans ?? 1) : 1
  if (scans * size.width * size.height > mostPixelsInScans) {
    throw unusable(`it goes over its pixels ${scans} times`)
  }
  const { open, options, wasmBinary } = await codecs[mediaType]()
  const complaints: string[] = []
  // One for each picture: its memory only grows, and goes with it.
  const decoder = await open({
    noInitialRun: true,
    wasmBinary,
    printErr: (line) => complaints.push(line),
  })
  const pixels = tryDecode(() => decoder.decode(bytes, ...options))
  // The JPEG decoder makes up what is missing, and says so.
  const damage = complaints.find((line) => /^(?:Corrupt JPEG data|Premature end)/.test(line))
  if (pixels === undefined || damage !== undefined) {
    throw unusable(`it ends early or is damaged${damage === undefined ? '' : ` (${damage})`}`)
  }
  if (pixels.width !== size.width || pixels.height !== size.height) {
    throw unusable('it has another size than its header says')
  }
  return pixels
}

function tryDecode(decode: () => Pixels | null): Pixels | undefined {
  try {
    return decode() ?? undefined
  } catch (error) {
    const name = error instanceof Object && 'name' in error ? error.name : undefined
    // It gave up, or ran into a trap.
    if (name === 'ExitStatus' || name === 'RuntimeError') return undefined
    throw error
  }
}

function readModule(specifier: string): Promise<Uint8Array> {
  return readFile(new URL(import.meta.resolve(specifier)))
}

/** Their own declarations are for browsers. */
function toOpenDecoder(module: { default: unknown }): OpenDecoder {
  return module.default as OpenDecoder
}

function lazily(load: () => Promise<Codec>): () => Promise<Codec> {
  let loading: Promise<Codec> | undefined
  return () => {
    loading ??= load()
    return loading
  }
}
