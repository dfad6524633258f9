import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRecordText, sealRecord } from '../../src/cache/record-text.js'
import { digestContent } from '../../src/digest.js'
import { derivedSample, flipBit, sample, twoFormats } from './sample.js'

/** A record text with a right digest of its own, whatever it says. */
function seal(record: unknown): string {
  const body = JSON.stringify(record)
  return `{"sha256":"${digestContent(body)}","record":${body}}\n`
}

describe('record text', () => {
  test('gives back every field, for requests, derived pictures and several formats', () => {
    for (const { record } of [sample('a'), derivedSample(), twoFormats('b')]) {
      const text = sealRecord(record)
      expect(parseRecordText(text, record.specDigest)).toEqual({ state: 'hit', value: record })
      expect(JSON.parse(text)).toMatchObject({ record })
    }
  })

  test('optional facts may be absent', () => {
    const { taskId, description, ...record } = sample('a').record
    expect(parseRecordText(sealRecord(record), record.specDigest)).toEqual({
      state: 'hit',
      value: record,
    })
    expect([taskId, description]).not.toContain(undefined)
  })

  test('what was paid for says which model made it, and when', () => {
    const record = { ...sample('a').record, model: 'm-1', madeAt: '2026-05-12T08:30:00.000Z' }
    const read = parseRecordText(sealRecord(record), record.specDigest)
    expect(read).toEqual({ state: 'hit', value: record })
    expect(sealRecord(sample('a').record)).not.toContain('madeAt')
  })

  test('a flipped bit anywhere is seen', () => {
    const { record } = sample('a')
    const text = Buffer.from(sealRecord(record))
    for (let bit = 0; bit < text.byteLength * 8; bit++) {
      const { state } = parseRecordText(flipBit(text, bit).toString(), record.specDigest)
      expect(state).toBe('corrupt')
    }
  })

  test('a record cut short anywhere, or with anything behind it, is seen', () => {
    const { record } = sample('a')
    const text = sealRecord(record)
    for (let length = 0; length < text.length; length++) {
      expect(parseRecordText(text.slice(0, length), record.specDigest).state).toBe('corrupt')
    }
    expect(parseRecordText(`${text}\n`, record.specDigest).state).toBe('corrupt')
  })

  test('the record of another request is not believed', () => {
    const { record } = sample('a')
    const other = sample('b').record
    expect(parseRecordText(sealRecord(other), record.specDigest).state).toBe('corrupt')
    const forged = seal({ ...other, specDigest: record.specDigest })
    expect(parseRecordText(forged, record.specDigest).state).toBe('corrupt')
    const wrongKind = seal({ ...record, kind: 'derived' })
    expect(parseRecordText(wrongKind, record.specDigest).state).toBe('corrupt')
  })

  test('a record of a later version is neither used nor called damaged', () => {
    const { record } = sample('a')
    const text = seal({ ...record, version: 2, somethingNew: true })
    expect(parseRecordText(text, record.specDigest)).toMatchObject({
      state: 'unavailable',
      detail: expect.stringContaining('update figmill'),
    })
  })

  test('every field of a wrong type or value is refused', () => {
    const { record } = sample('a')
    const { artifact } = record
    const wrong = [
      { kind: 'other' },
      { canonical: 1 },
      { provider: undefined },
      { costCredits: -1 },
      { costCredits: '1' },
      { taskId: 1 },
      { model: null },
      { madeAt: 1_778_574_600_000 },
      { madeAt: 'yesterday' },
      { madeAt: '2026-02-30T00:00:00.000Z' },
      { madeAt: '2026-05-12' },
      { description: {} },
      { alternates: artifact },
      { alternates: [artifact, null] },
      { alternates: [{ ...artifact, mediaType: 'text/html' }] },
      { artifact: null },
      { artifact: [] },
      { artifact: { ...artifact, contentDigest: 'ABC' } },
      { artifact: { ...artifact, mediaType: 'text/html' } },
      { artifact: { ...artifact, mediaType: 'toString' } },
      { artifact: { ...artifact, width: null } },
      { artifact: { ...artifact, height: -1 } },
      { artifact: { ...artifact, sizeBytes: 'many' } },
    ]
    expect(parseRecordText(seal(record), record.specDigest).state).toBe('hit')
    for (const change of wrong) {
      const text = seal({ ...record, ...change })
      expect([change, parseRecordText(text, record.specDigest).state]).toEqual([change, 'corrupt'])
    }
    for (const value of [null, [], 'text', 1, true]) {
      expect(parseRecordText(seal(value), record.specDigest).state).toBe('corrupt')
    }
  })

  test('no text at all makes it throw', () => {
    const { record } = sample('a')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => seal(JSON.parse(json))),
        ),
        (text) => {
          expect(parseRecordText(text, record.specDigest).state).not.toBe('hit')
        },
      ),
    )
  })

  test('a record that would not be believed is not stored', () => {
    const { record } = sample('a')
    const wrong = { ...record, canonical: sample('b').record.canonical }
    expect(() => sealRecord(wrong)).toThrow(expect.objectContaining({ code: 'cache-corrupt' }))
  })
})
