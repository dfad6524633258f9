import { expect, it } from 'vitest'
import { systemClock } from '../../../../src/clock.js'
import type { FontFile } from '../../../../src/font-file.js'
import { createProviders } from '../../../../src/providers/registry.js'
import { requestOf } from '../../provider-contract.js'
import { sampleFont } from './sample-fonts.js'

const hebrew = sampleFont('Hebrew')

async function draw(prompt: string, fonts: FontFile[]) {
  const provider = createProviders({ draft: false, fonts }).get('local')
  if (provider === undefined) throw new Error('there is no provider')
  const request = requestOf(provider, { task: 'diagram', provider: 'local', prompt, options: {} })
  const [outcome] = await provider.submit([request], { clock: systemClock })
  if (outcome?.status !== 'done') throw new Error('nothing was drawn')
  const { artifact, warnings } = outcome
  return { request, warnings, svg: new TextDecoder().decode(artifact.bytes) }
}

it('the request names the fonts by their content, and nothing when there are none', async () => {
  expect((await draw('דיוק -> B', [hebrew])).request.body.fonts).toEqual([hebrew.digest])
  expect((await draw('דיוק -> B', [])).request.body).not.toHaveProperty('fonts')
})

it('a font changes neither a picture that does not need it nor its key', async () => {
  const [within, without] = [await draw('A -> B', [hebrew]), await draw('A -> B', [])]
  expect(within.request).toEqual(without.request)
  expect(within.svg).toBe(without.svg)
})

it('a font sets what the bundled ones lack', async () => {
  const without = await draw('דיוק -> B', [])
  const within = await draw('דיוק -> B', [hebrew])
  expect(without.warnings?.map(({ code }) => code)).toEqual(['glyph-missing'])
  expect(within.warnings).toEqual([])
  expect(within.svg).toContain(`id="g${hebrew.digest.slice(0, 8)}-`)
})
