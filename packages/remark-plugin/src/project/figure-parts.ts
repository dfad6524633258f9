import { draftOperation, type FigureKey, type FigureRequest, type Place } from '@figmill/core'
import type { Placement } from '../placement.js'
import type { DocumentFigure } from '../read-document.js'

/** The requests behind one directive: its own, or one for each panel. */
export function requestsOf(figure: DocumentFigure): FigureRequest[] {
  return figure.kind === 'figure'
    ? [figure.figure.request]
    : figure.group.panels.map(({ request }) => request)
}

export function keyOf(figure: DocumentFigure): FigureKey {
  return figure.kind === 'figure' ? figure.figure.figure : figure.group.figure
}

export function placeOf(figure: DocumentFigure): Place {
  return figure.kind === 'figure' ? figure.figure.place : figure.group.place
}

export function placementOf(figure: DocumentFigure): Placement {
  return figure.kind === 'figure' ? figure.figure.placement : figure.group.placement
}

/** Whether a draft stands in for the figure, or for a panel of it. */
export function isDraft(figure: DocumentFigure): boolean {
  return requestsOf(figure).some(({ request }) => request.operation === draftOperation)
}
