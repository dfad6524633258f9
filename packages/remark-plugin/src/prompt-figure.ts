import { type FigureKey, optimizeOperation } from '@figmill/core'
import type { FigureOrGroup, KnownFigure } from './document-figure.js'

/** What the text is called that a figure's prompt becomes; panels without an id are called alike. */
export function promptKey(figure: FigureKey): FigureKey {
  return `${figure}/prompt`
}

/** Whether something that a figure waits for is the text of its prompt. */
export function isPrompt(origin: FigureOrGroup | undefined): origin is KnownFigure {
  return (
    origin !== undefined &&
    !('panels' in origin) &&
    origin.request?.request.operation === optimizeOperation
  )
}
