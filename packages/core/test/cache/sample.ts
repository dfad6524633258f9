import type { FigureRecord } from '../../src/cache/tier.js'
import {
  canonicalDerivation,
  canonicalRequest,
  digestContent,
  digestDerivation,
  digestRequest,
} from '../../src/digest.js'

export interface Sample {
  record: FigureRecord
  /** Of the primary file. */
  bytes: Uint8Array
  /** Of every file. */
  blobs: Uint8Array[]
}

/** A figure as the cache gets it; equal arguments give an equal record. */
export function sample(
  name: string,
  bytes: Uint8Array = Buffer.from(`picture of ${name}`),
): Sample {
  const request = { provider: 'local', operation: 'plot', body: { prompt: name } }
  const record: FigureRecord = {
    version: 1,
    specDigest: digestRequest(request),
    kind: 'request',
    canonical: canonicalRequest(request),
    artifact: {
      contentDigest: digestContent(bytes),
      mediaType: 'image/png',
      width: 640,
      height: 480,
      sizeBytes: bytes.byteLength,
    },
    provider: 'local',
    costCredits: 2.5,
    taskId: 'task-1',
    description: 'Grüße — a “picture”',
  }
  return { record, bytes, blobs: [bytes] }
}

/** A figure in two formats. */
export function twoFormats(name: string): Sample {
  const { record, bytes } = sample(name)
  const pdf = Buffer.from(`%PDF of ${name}`)
  const alternate = {
    contentDigest: digestContent(pdf),
    mediaType: 'application/pdf' as const,
    width: 640,
    height: 480,
    sizeBytes: pdf.byteLength,
  }
  return { record: { ...record, alternates: [alternate] }, bytes, blobs: [bytes, pdf] }
}

export function derivedSample(): Sample {
  const { record, bytes } = sample('derived')
  const derivation = {
    transform: 'panels',
    inputs: [record.artifact.contentDigest],
    parameters: { layout: '1x2' },
  }
  return {
    bytes,
    blobs: [bytes],
    record: {
      ...record,
      kind: 'derived',
      specDigest: digestDerivation(derivation),
      canonical: canonicalDerivation(derivation),
    },
  }
}

/** A copy with one bit turned over. */
export function flipBit(bytes: Uint8Array, bit: number): Buffer {
  const flipped = Buffer.from(bytes)
  const index = Math.floor(bit / 8) % flipped.byteLength
  flipped.writeUInt8(flipped.readUInt8(index) ^ (1 << (bit % 8)), index)
  return flipped
}
