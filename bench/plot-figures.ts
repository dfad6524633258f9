import type { Figure } from '@figmill/core'
import { createRandom } from './random.ts'

/** Plots as a paper has them, each with data of its own: bars, lines and points in turns. */
export function createPlots(count: number, format: 'svg' | 'png'): Figure[] {
  return Array.from({ length: count }, (_, index) => {
    const random = createRandom(index + 1)
    const draw = (length: number, from: number, to: number) =>
      Array.from({ length }, () => Math.round((from + random() * (to - from)) * 10) / 10)
    const kind = [groupedBars, twoLines, points][index % 3] ?? points
    return { provider: 'local', task: 'plot', formats: [format], ...kind(draw) }
  })
}

type Draw = (length: number, from: number, to: number) => number[]

function groupedBars(draw: Draw) {
  const model = ['small', 'base', 'large', 'huge']
  return {
    options: { mark: 'bar' },
    data: { model, validation: draw(4, 60, 95), test: draw(4, 55, 90) },
  }
}

function twoLines(draw: Draw) {
  const epoch = Array.from({ length: 24 }, (_, index) => index + 1)
  return {
    options: { mark: 'line', x: 'epoch' },
    data: { epoch, training_loss: draw(24, 0, 4), validation_loss: draw(24, 1, 5) },
  }
}

function points(draw: Draw) {
  return {
    options: { mark: 'scatter', x: 'depth', y: 'time' },
    data: { depth: draw(100, 1, 50), time: draw(100, 10, 90) },
  }
}
