import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  canonicalRequest,
  digestDerivation,
  digestRequest,
  normalizeText,
  type ProviderRequest,
} from '../src/digest.js'

interface GoldenVector {
  title: string
  request: ProviderRequest
  canonical: string
  specDigest: string
}

const goldenPath = new URL('golden/spec-digests.json', import.meta.url)
const vectors = JSON.parse(readFileSync(goldenPath, 'utf8')) as GoldenVector[]

describe('spec digests', () => {
  it('has at least thirty golden vectors', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(30)
    expect(new Set(vectors.map(({ title }) => title)).size).toBe(vectors.length)
  })

  // A change here buys every figure of every user again. It needs a new version and an alias path.
  it.each(vectors)('never changes: $title', ({ canonical, request, specDigest }) => {
    expect(canonicalRequest(request)).toBe(canonical)
    expect(digestRequest(request)).toBe(specDigest)
  })

  it('is the SHA-256 that other tools compute', () => {
    // printf 'figmill/spec/v1\n{"body":{},"operation":"plot","provider":"local"}' | sha256sum
    expect(digestRequest({ provider: 'local', operation: 'plot', body: {} })).toBe(
      '913e6d024cef3665240b2ed9e46e8c81937ff8bbf544bb0bbbf1908b6f8f91ea',
    )
  })

  it('asks for another picture with another take, and take 1 is no take', () => {
    const request = { provider: 'local', operation: 'plot', body: { prompt: 'a' } }
    expect(digestRequest({ ...request, take: 1 })).toBe(digestRequest(request))
    expect(digestRequest({ ...request, take: 2 })).not.toBe(digestRequest(request))
  })

  it('keeps derived pictures in a key space of their own', () => {
    const derivation = { transform: 'compose', inputs: [], parameters: {} }
    const request = { provider: 'compose', operation: 'compose', body: {} }
    expect(digestDerivation(derivation)).not.toBe(digestRequest(request))
  })
})

describe('text as it is sent', () => {
  it.each([
    ['Windows line endings', 'a\r\nb', 'a\nb'],
    ['old Macintosh line endings', 'a\rb', 'a\nb'],
    ['one trailing newline', 'a\n', 'a'],
    ['only one trailing newline', 'a\n\n', 'a\n'],
    ['decomposed letters', 'e\u0301', '\u00e9'],
  ])('normalises %s', (_, before, after) => {
    expect(normalizeText(before)).toBe(after)
  })

  it.each(['two  spaces', ' leading', 'trailing ', 'Case', 'tab\there'])(
    'leaves %j alone',
    (text) => {
      expect(normalizeText(text)).toBe(text)
    },
  )
})
