import { expect, test } from 'vitest'
import { rasterize } from '../../../../src/providers/local/formats/rasterize.js'
import { webpToPng } from '../../../../src/providers/local/formats/webp-to-png.js'
import { type ImageData, loadCodecs, samplePixels } from '../../../provenance/codecs.js'

const codecs = await loadCodecs()

const webpOf = async (pixels: ImageData) => new Uint8Array(await codecs.encodeWebp(pixels))

function plainPixels(color: number[]) {
  const pixels = samplePixels()
  for (let at = 0; at < pixels.data.length; at += 4) pixels.data.set(color, at)
  return pixels
}

const toBuffer = (bytes: Uint8Array) => Uint8Array.from(bytes).buffer

test.each([
  ['one colour', plainPixels([10, 200, 30, 255])],
  ['many colours', samplePixels()],
  ['what shines through', samplePixels(true)],
])('a WebP of %s has the same pixels as PNG', async (_, pixels) => {
  const webp = await webpOf(pixels)
  const expected = await codecs.decodeWebp(toBuffer(webp))
  const { data, height, width } = await codecs.decodePng(toBuffer(await webpToPng(webp)))
  expect([width, height]).toEqual([pixels.width, pixels.height])
  expect(Buffer.from(data).equals(Buffer.from(expected.data))).toBe(true)
})

test('a WebP that is cut off, and what is none, is refused', async () => {
  const webp = await webpOf(samplePixels())
  await expect(webpToPng(webp.subarray(0, webp.length >> 1))).rejects.toThrow('ends early')
  await expect(webpToPng(await webpToPng(webp))).rejects.toThrow('expected WebP')
})

test('every WebP inside an SVG is drawn', async () => {
  const webp = await webpOf(plainPixels([10, 200, 30, 255]))
  const base64 = Buffer.from(webp).toString('base64')
  const image = `<image width="37" height="23" xlink:href="data:image/webp;base64,${base64}"/>`
  const open = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
  const svg = `${open} width="37" height="46" viewBox="0 0 37 46">${image}<g transform="translate(0 23)">${image}</g></svg>`
  const { bytes } = await rasterize(svg, 37, 1)
  const { data } = await codecs.decodePng(toBuffer(bytes))
  for (const y of [12, 35]) {
    const [red = 0, green = 0, blue = 0, alpha] = data.subarray((y * 37 + 18) * 4)
    expect(Math.abs(red - 10) + Math.abs(green - 200) + Math.abs(blue - 30)).toBeLessThan(20)
    expect(alpha).toBe(255)
  }
})
