import { expect, test } from 'vitest'
import { outlineText } from '../../../../src/providers/local/text/outline-text.js'
import { createTypesetter } from '../../../../src/providers/local/text/typesetter.js'

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
