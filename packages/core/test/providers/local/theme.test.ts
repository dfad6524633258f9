import { describe, expect, test } from 'vitest'
import { defineHatches } from '../../../src/providers/local/formats/hatches.js'
import { inkOn, seriesFill } from '../../../src/providers/local/plot/layers/series-encoding.js'
import { type Theme, themes } from '../../../src/providers/local/theme.js'

type Color = readonly [number, number, number]

/** Simulations of full red, green and blue blindness on linear RGB (Machado, Oliveira, Fernandes 2009). */
const visions: Record<string, readonly Color[]> = {
  common: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'without red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'without green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'without blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

function toLinear(hex: string): Color {
  const part = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [part(1), part(3), part(5)]
}

const dot = (a: Color, b: Color) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

/** OKLab, in which equal distances look about equally far apart. */
function toLab(color: Color): Color {
  const cone = (weights: Color) => Math.cbrt(Math.max(0, dot(color, weights)))
  const [l, m, s] = [
    cone([0.4122214708, 0.5363325363, 0.0514459929]),
    cone([0.2119034982, 0.6806995451, 0.1073969566]),
    cone([0.0883024619, 0.2817188376, 0.6299787005]),
  ]
  const cones: Color = [l, m, s]
  return [
    dot(cones, [0.2104542553, 0.793617785, -0.0040720468]),
    dot(cones, [1.9779984951, -2.428592205, 0.4505937099]),
    dot(cones, [0.0259040371, 0.7827717662, -0.808675766]),
  ]
}

function contrast(first: string, second: string): number {
  const [low = 0, high = 0] = [first, second]
    .map((hex) => dot(toLinear(hex), [0.2126, 0.7152, 0.0722]))
    .sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

const distance = (a: Color, b: Color) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

/** Lightness from 0 to 1, also of a colour that is printed in grey. */
function lightness(hex: string): number {
  return Math.cbrt(dot(toLinear(hex), [0.2126, 0.7152, 0.0722]))
}

function pairsOf<Item>(items: readonly Item[]): [Item, Item][] {
  return items.flatMap((first, index) =>
    items.slice(index + 1).map((second): [Item, Item] => [first, second]),
  )
}

const onScreen = (['light', 'dark', 'print'] as const).map((name) => [name, themes[name]] as const)
const onPaper = (['print', 'greyscale'] as const).map((name) => [name, themes[name]] as const)

describe.each(Object.entries(themes))('the %s theme', (_, theme: Theme) => {
  test('has text that passes WCAG AA, and series that pass for graphics', () => {
    const { diagram, draft, mutedText, surface, text } = theme
    for (const color of [text, mutedText]) {
      expect(contrast(color, surface)).toBeGreaterThanOrEqual(4.5)
    }
    for (const fill of [diagram.nodeFill, diagram.decisionFill, diagram.groupFill, draft.fill]) {
      expect(contrast(text, fill)).toBeGreaterThanOrEqual(4.5)
    }
    expect(contrast(draft.text, draft.fill)).toBeGreaterThanOrEqual(4.5)
    for (const color of theme.series) expect(contrast(color, surface)).toBeGreaterThanOrEqual(3)
  })

  test('has numbers that pass WCAG AA on every bar and every cell', () => {
    for (const fill of [...theme.series, ...theme.sequential, ...theme.diverging]) {
      expect(contrast(inkOn(fill), fill)).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('has sequential colours in even steps of lightness, away from the surface', () => {
    const lights = theme.sequential.map((hex) => toLab(toLinear(hex))[0])
    const steps = lights.slice(1).map((light, index) => light - (lights[index] ?? 0))
    const sign = lightness(theme.surface) > 0.5 ? -1 : 1
    for (const step of steps) expect(step * sign).toBeGreaterThan(0.07)
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(0.012)
  })
})

describe.each(onScreen)('the colours of the %s theme', (_, theme) => {
  test.each(Object.entries(visions))('differ in %s vision', (_vision, matrix) => {
    const see = (hex: string) => {
      const [r, g, b] = matrix.map((row) => dot(row, toLinear(hex)))
      return toLab([r ?? 0, g ?? 0, b ?? 0])
    }
    const least = matrix === visions['without blue'] ? 0.085 : 0.11
    for (const [first, second] of pairsOf(theme.series.map(see))) {
      expect(distance(first, second)).toBeGreaterThan(least)
    }
    const [low, middle, high] = [0, 4, 8].map((at) => see(theme.diverging[at] ?? ''))
    for (const [first, second] of pairsOf([low, middle, high])) {
      expect(distance(first ?? [0, 0, 0], second ?? [0, 0, 0])).toBeGreaterThan(0.19)
    }
  })

  test('part in the middle as evenly on both sides', () => {
    const lights = theme.diverging.map((hex) => toLab(toLinear(hex))[0])
    for (const [index, light] of lights.entries()) {
      expect(light).toBeCloseTo(lights.at(-1 - index) ?? 0, 2)
    }
  })
})

describe.each(onPaper)('series of the %s theme', (_, theme) => {
  test('differ in lightness, and by their hatching, when printed in grey', () => {
    for (const [first, second] of pairsOf(theme.series.map(lightness))) {
      expect(Math.abs(first - second)).toBeGreaterThan(0.045)
    }
    expect(new Set(theme.hatches).size).toBe(theme.series.length)
    expect(new Set(theme.dashes?.map(String)).size).toBe(theme.series.length)
  })

  test('have a definition for each hatching that a picture uses, once', () => {
    const fills = theme.series.map((_color, index) => seriesFill(theme, index))
    const content = [...fills, ...fills].map((fill) => `<path fill="${fill}"/>`).join('')
    const ids = [...defineHatches(content).matchAll(/<pattern id="([^"]+)"/g)].map(([, id]) => id)
    const used = fills.flatMap((fill) => /^url\(#(.+)\)$/.exec(fill)?.[1] ?? [])
    expect(ids).toEqual(used)
    expect(used).toHaveLength(theme.series.length - 1)
  })
})

test('a picture without hatching has no definitions of any', () => {
  expect(defineHatches('<path fill="#ffffff"/>')).toBe('')
})
