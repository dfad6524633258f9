import { describe, expect, test } from 'vitest'
import type { ThemeName } from '../../../../../src/figure.js'
import { themes } from '../../../../../src/providers/local/theme.js'
import { draw } from '../../draw.js'
import { localFigure } from '../../sample-figures.js'

const themeNames = Object.keys(themes) as ThemeName[]

describe('error bars', () => {
  const data = { kind: ['a', 'b', 'c'], mass: [30, 41, 28], mass_sd: [4, 6, 5] }

  test.each(themeNames)('stand out from their bars in the %s theme', async (theme) => {
    const { svg } = await draw(localFigure({ task: 'plot', data, theme, prompt: 'bars by kind' }))
    const { surface, text } = themes[theme]
    const lines = [
      ...svg.matchAll(/<line transform="([^"]+)"[^>]*stroke="([^"]+)" stroke-width="([^"]+)"/g),
    ]
    const widthsAt = (color: string) =>
      new Map(
        lines
          .filter(([, , paint]) => paint === color)
          .map(([, at, , width]) => [at, Number(width)]),
      )
    const [halos, whiskers] = [widthsAt(surface), widthsAt(text)]
    expect(whiskers.size).toBe(3)
    for (const [at, width] of whiskers) expect(halos.get(at)).toBeGreaterThan(width + 2)
  })

  test('are nowhere transparent', async () => {
    const { svg } = await draw(localFigure({ task: 'plot', data, prompt: 'bars by kind' }))
    expect(svg).not.toMatch(/(?<!-)opacity="0\.\d+"/)
  })
})

describe('bubbles', () => {
  const data = {
    wealth: [1, 2, 3, 4],
    health: [50, 60, 55, 70],
    population_millions: [0.02, 5, 300, 1400],
  }

  test('are never smaller than can be seen', async () => {
    const prompt = 'bubbles of health against wealth sized by population'
    const { svg } = await draw(localFigure({ task: 'plot', data, prompt }))
    const radii = [...svg.matchAll(/<path transform="translate\([^"]+" d="M([\d.]+),0A/g)].map(
      ([, radius]) => Number(radius),
    )
    expect(radii.length).toBeGreaterThanOrEqual(4)
    for (const radius of radii) expect(radius).toBeGreaterThanOrEqual(1.999)
    expect(Math.max(...radii)).toBeGreaterThan(15)
  })
})
