import { expect, test } from 'vitest'
import { outlineText } from '../../../../src/providers/local/text/outline-text.js'
import { createTypesetter } from '../../../../src/providers/local/text/typesetter.js'
import { sampleFont } from './sample-fonts.js'

test.each([
  ['<text/>'],
  ['<text x="1" y="2" fill="#000"/>'],
  ['<text x="1" y="2"></text>'],
  ['<text><tspan x="1"/><tspan x="1" dy="12">b</tspan></text>'],
])('%s leaves what stands behind it alone', async (text) => {
  const svg = `${text}<rect width="5"/><text x="3">a</text>`
  const outlined = outlineText(svg, await createTypesetter())
  expect(outlined).toContain('<rect width="5"/>')
  expect(outlined).not.toContain('<text')
  expect(outlined).toContain('data-text="a"')
})

test('outlines say what they are where they are not one for each character', async () => {
  const typesetter = await createTypesetter([sampleFont('Arabic'), sampleFont('Hebrew')])
  const outlined = (text: string) => outlineText(`<text>${text}</text>`, typesetter)
  // From left to right; the dot of `ن` is an outline of its own.
  expect(outlined('لا نعم')).toContain(`data-letters="${['م', 'ع', 'ن', '', ' ا', 'ل'].join('|')}"`)
  for (const text of ['Größe 5', 'שלום']) expect(outlined(text)).not.toContain('data-letters')
})
