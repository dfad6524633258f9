import { expect, test } from 'vitest'
import type { FigureRecord } from '../../src/cache/tier.js'
import { isGenerated, markerOf } from '../../src/provenance/marker.js'
import { sample } from '../cache/sample.js'

function recordOf(provider: string, model?: string, operation = 'generate'): FigureRecord {
  const canonical = JSON.stringify({ body: { operation: 'draft' }, operation, provider })
  return { ...sample('a').record, provider, canonical, ...(model && { model }) }
}

test('what a service made is generated, even when it took no credits; drawings and drafts are not', () => {
  expect(isGenerated({ ...recordOf('agent'), costCredits: 0 })).toBe(true)
  expect(isGenerated(recordOf('local'))).toBe(false)
  expect(isGenerated({ ...recordOf('figmill'), kind: 'derived' })).toBe(false)
  expect(isGenerated(recordOf('paperbanana', undefined, 'draft'))).toBe(false)
})

test('a generated picture names its service and the model that answered', () => {
  expect(markerOf([recordOf('flokan', 'm-2')])).toEqual({
    sourceType: 'trainedAlgorithmicMedia',
    systemUsed: 'flokan (m-2)',
  })
  expect(markerOf([recordOf('flokan')])?.systemUsed).toBe('flokan')
})

test('a name of a model is kept short, and of what XML and JSON may hold', () => {
  const systemOf = (model: string) => markerOf([recordOf('flokan', model)])?.systemUsed
  expect(systemOf('x'.repeat(70_000))).toHaveLength(400)
  expect(systemOf('a\u0000\u001b\uffff\ud800é😀')).toBe('flokan (aé😀)')
  expect(systemOf(`${'x'.repeat(391)}😀`)?.isWellFormed()).toBe(true)
})

test('a picture of panels is a composite as soon as one of them is generated', () => {
  const drawn = recordOf('local')
  expect(markerOf([drawn, drawn])).toBeUndefined()
  expect(markerOf([drawn, recordOf('flokan', 'm'), recordOf('agent'), recordOf('agent')])).toEqual({
    sourceType: 'compositeSynthetic',
    systemUsed: 'flokan (m), agent',
  })
})
