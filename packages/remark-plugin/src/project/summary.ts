import type { FigureKey, PanelOptions, Place, Problem, SpecDigest } from '@figmill/core'
import type { DocumentInput } from '../read-content.js'
import type { DocumentFigure, ReadDocument } from '../read-document.js'
import { keyOf, placeOf, requestsOf } from './figure-parts.js'

/** What has to be known of a picture to tell whether it is there. Plain JSON. */
export interface RequestSummary {
  figure: FigureKey
  place: Place
  specDigest: SpecDigest
}

export interface DirectiveSummary extends Pick<RequestSummary, 'figure' | 'place'> {
  /** One, or one for each panel. */
  requests: RequestSummary[]
  /** How the panels of a group are put together. */
  composition?: PanelOptions
}

export interface DocumentSummary {
  path: string
  directives: DirectiveSummary[]
  inputs: DocumentInput[]
  warnings: Problem[]
}

export function summarizeFigure(figure: DocumentFigure): DirectiveSummary {
  return {
    figure: keyOf(figure),
    place: placeOf(figure),
    requests: requestsOf(figure).map((request) => ({
      figure: request.figure,
      place: request.place,
      specDigest: request.specDigest,
    })),
    ...(figure.kind === 'figures' ? { composition: figure.group.options } : {}),
  }
}

/** Only for documents without errors. */
export function summarizeDocument(document: ReadDocument): DocumentSummary {
  return {
    path: document.path,
    directives: document.figures.map(summarizeFigure),
    inputs: document.inputs,
    warnings: document.problems,
  }
}
