import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseRecordText, sealRecord } from '../../src/cache/record-text.js'
import { canonicalRequest, digestRequest, type ProviderRequest } from '../../src/digest.js'
import { createCollect } from '../../src/download/collect-pictures.js'
import { FigureError } from '../../src/errors.js'
import { optimizeOperation } from '../../src/providers/provider.js'
import { toRecord } from '../../src/record.js'
import { listFiles, temporaryFolder } from '../files/temporary-folder.js'
import { makePng, makeSvg } from './pictures.js'

const ofText: ProviderRequest = { provider: 'fake', operation: optimizeOperation, body: {} }
const ofPicture: ProviderRequest = { provider: 'fake', operation: 'generate', body: {} }

const clock = { now: () => 0, sleep: async () => {} }

/** What is taken of what a service sent for a request, or why not; what was refused is kept. */
async function collect(
  request: ProviderRequest,
  bytes: string | Uint8Array,
  mediaType = 'text/plain',
) {
  const evidenceFolder = join(temporaryFolder(), 'evidence')
  const collect = createCollect({ allowHosts: [], random: () => 1, evidenceFolder })
  try {
    const location = { kind: 'bytes', bytes: Buffer.from(bytes), mediaType } as const
    return { artifact: await collect([location], request, { clock }), why: undefined }
  } catch (error) {
    if (!(error instanceof FigureError)) throw error
    expect(error.code).toBe('artifact-invalid')
    expect(listFiles(evidenceFolder)).toHaveLength(2)
    return { artifact: undefined, why: error.message }
  }
}

describe('a prompt that was asked for', () => {
  test('is taken as it came, and has no size', async () => {
    const { artifact } = await collect(
      ofText,
      'Ein Encoder,\n\tin grünen Tönen',
      'text/plain; charset=utf-8',
    )
    expect(artifact).toMatchObject({ mediaType: 'text/plain', width: 0, height: 0 })
    expect(Buffer.from(artifact?.bytes ?? []).toString()).toBe('Ein Encoder,\n\tin grünen Tönen')
  })

  test('has a record that is believed when it is read back', async () => {
    const { artifact } = await collect(ofText, 'An encoder')
    if (artifact === undefined) throw new Error('it was refused')
    const specDigest = digestRequest(ofText)
    const origin = { kind: 'request', canonical: canonicalRequest(ofText) } as const
    const record = toRecord(specDigest, 'fake', { artifact, costCredits: 1 }, origin)
    const read = parseRecordText(sealRecord(record), specDigest)
    expect(read).toMatchObject({ state: 'hit', value: { artifact: record.artifact } })
  })

  test.each([
    ['a picture', makePng(), 'it is no text in UTF-8'],
    ['Latin-1', Buffer.from('grün', 'latin1'), 'it is no text in UTF-8'],
    ['nothing', '', 'it is blank'],
    ['white space', ' \n', 'it is blank'],
    ['terminal codes', 'An \u001b[2J encoder', 'it has control characters'],
    ['a book', 'a'.repeat(65_537), 'it has 65537 bytes, expected at most 65536'],
  ])('is not %s', async (_name, bytes, why) => {
    expect((await collect(ofText, bytes)).why).toContain(`the text is not usable: ${why}`)
  })

  test('is not what was sent as something else', async () => {
    const { why } = await collect(ofText, makeSvg(), 'image/svg+xml')
    expect(why).toContain('it was sent as image/svg+xml, expected text/plain')
  })
})

test('no text is taken for a picture', async () => {
  const { why } = await collect(ofPicture, 'An encoder')
  expect(why).toContain('the picture is not usable: it is text')
})
