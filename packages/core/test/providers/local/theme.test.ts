import { describe, expect, test } from 'vitest'
import { type Theme, themes } from '../../../src/providers/local/theme.js'

type Color = readonly [number, number, number]

/** Simulations of full red and green blindness on linear RGB (Machado, Oliveira, Fernandes 2009). */
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

describe.each(Object.entries(themes))('the %s theme', (_, theme: Theme) => {
  test.each(Object.entries(visions))(
    'has series colours that differ in %s vision',
    (_vision, matrix) => {
      const seen = theme.series.map((hex) => {
        const [r, g, b] = matrix.map((row) => dot(row, toLinear(hex)))
        return toLab([r ?? 0, g ?? 0, b ?? 0])
      })
      for (const [index, first] of seen.entries()) {
        for (const second of seen.slice(index + 1)) {
          const distance = Math.hypot(
            first[0] - second[0],
            first[1] - second[1],
            first[2] - second[2],
          )
          expect(distance).toBeGreaterThan(0.07)
        }
      }
    },
  )

  test('has text that passes WCAG AA, and series that pass for graphics', () => {
    const { diagram, draft, mutedText, surface, text } = theme
    for (const color of [text, mutedText]) expect(contrast(color, surface)).toBeGreaterThan(4.5)
    for (const fill of [diagram.nodeFill, diagram.decisionFill, diagram.groupFill, draft.fill]) {
      expect(contrast(text, fill)).toBeGreaterThan(4.5)
    }
    expect(contrast(draft.text, draft.fill)).toBeGreaterThan(4.5)
    for (const color of theme.series) expect(contrast(color, surface)).toBeGreaterThanOrEqual(2.95)
  })
})
