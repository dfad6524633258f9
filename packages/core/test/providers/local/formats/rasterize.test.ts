import { expect, test } from 'vitest'
import { rasterize } from '../../../../src/providers/local/formats/rasterize.js'

const svgOf = (width: number, height: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="9" height="9" fill="#123"/></svg>`

test('a picture of more pixels than fit into memory is refused, and the next is drawn', async () => {
  await expect(rasterize(svgOf(20_000, 20_000), 20_000, 2)).rejects.toThrow(
    '40000 by 40000 pixels, expected at most',
  )
  const png = await rasterize(svgOf(20_000, 60), 20_000, 2)
  expect([png.width, png.height]).toEqual([40_000, 120])
})
