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
  /** The service has the request; what it may cost is reserved. */
  | {
      type: 'figure-submitted'
      specDigest: SpecDigest
      figure: FigureKey
      provider: string
      reservedCredits: number
    }
  /** The service says what it does for it now: once for each change, in the service's words. */
  | {
      type: 'figure-progressed'
      specDigest: SpecDigest
      figure: FigureKey
      provider: string
      stage: string
    }
  /** Its outcome is not known in this run, and it is not bought again. */
  | { type: 'figure-parked'; specDigest: SpecDigest; figure: FigureKey; problem: Problem }
  /** Nothing can be sent to a provider before `untilMs`. */
  | { type: 'provider-waiting'; provider: string; untilMs: number }
  /** The run ends, and the service goes on: the next run picks these up. */
  | { type: 'jobs-left'; provider: string; jobs: number }
  | { type: 'provider-down'; provider: string; detail: string }
  | { type: 'cache-healed'; detail: string }
  | { type: 'cache-unavailable'; tier: string; detail: string }
  | { type: 'file-written'; path: string }
  | { type: 'problem'; problem: Problem }

export type Listener = (event: FigmillEvent) => void
