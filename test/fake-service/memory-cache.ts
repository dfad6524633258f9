import type { Cache, FigureRecord } from '@figmill/core'

/** A cache that forgets with the process: for virtual time, in which disks do not turn. */
export function createMemoryCache(): Cache & { records: Map<string, FigureRecord> } {
  const records = new Map<string, FigureRecord>()
  return {
    records,
    async find(specDigest) {
      const record = records.get(specDigest)
      return record === undefined
        ? { state: 'missing' }
        : { state: 'hit', value: { record, tier: 'memory' } }
    },
    peek(specDigest) {
      const record = records.get(specDigest)
      return record === undefined ? { state: 'missing' } : { state: 'hit', value: record }
    },
    async store({ record }) {
      records.set(record.specDigest, record)
      return record
    },
    blobPath: (contentDigest) => contentDigest,
    readBlob: async () => ({ state: 'missing' }),
    async close() {},
  }
}
