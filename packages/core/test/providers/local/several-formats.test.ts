import { expect, test } from 'vitest'
import type { FormatName } from '../../../src/figure.js'
import { createLocalProvider } from '../../../src/providers/local/local-provider.js'
import { requestOf } from '../provider-contract.js'
import { draw } from './draw.js'
import { localFigure } from './sample-figures.js'

const figureIn = (...formats: FormatName[]) =>
  localFigure({ prompt: 'Parse -> Hash', ...(formats.length === 0 ? {} : { formats }) })

test('a request names one format as it always did, and the others beside it', () => {
  const bodyOf = (...formats: FormatName[]) =>
    requestOf(createLocalProvider(), figureIn(...formats)).body
  expect(bodyOf()).toEqual(bodyOf('svg'))
  expect(bodyOf('png')).not.toHaveProperty('alternates')
  expect(bodyOf('svg', 'pdf')).toEqual({ ...bodyOf('svg'), alternates: ['pdf'] })
})

test('a format is the same whether it is asked for alone or with others', async () => {
  const { artifact } = await draw(figureIn('svg', 'pdf', 'png'))
  const [pdf, png, ...more] = artifact.alternates ?? []
  expect(more).toEqual([])
  for (const file of [artifact, pdf, png]) {
    const format = file?.mediaType.replace(/^(?:image|application)\/|\+xml$/g, '') as FormatName
    const alone = await draw(figureIn(format))
    expect(alone.artifact.alternates).toBeUndefined()
    expect(alone.artifact).toMatchObject({ width: file?.width, height: file?.height })
    expect(Buffer.from(alone.artifact.bytes).equals(file?.bytes ?? Buffer.of())).toBe(true)
  }
})
