import type { SpecDigest } from './digest.js'
import type { Problem } from './problem.js'

/** `path/of/document.md#id`: what a figure is called in the lockfile and in messages. */
export type FigureKey = string

/** What happens, as it happens: progress, the log, the dev server and the tests all read this. */
export type FigmillEvent =
  | { type: 'documents-scanned'; documents: number; withFigures: number; figures: number }
  | { type: 'figure-queued'; specDigest: SpecDigest; figure: FigureKey; provider: string }
  | { type: 'figure-started'; specDigest: SpecDigest; figure: FigureKey; provider: string }
  | {
      type: 'figure-finished'
      specDigest: SpecDigest
      figure: FigureKey
      provider: string
      costCredits: number
      elapsedMs: number
    }
  | { type: 'figure-failed'; specDigest: SpecDigest; figure: FigureKey; problem: Problem }
  | { type: 'cache-healed'; detail: string }
  | { type: 'cache-unavailable'; tier: string; detail: string }
  | { type: 'file-written'; path: string }
  | { type: 'problem'; problem: Problem }

export type Listener = (event: FigmillEvent) => void
