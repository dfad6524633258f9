import type {
  FigureKey,
  PanelOptions,
  Place,
  Problem,
  ProviderRequest,
  SpecDigest,
} from '@figmill/core'
import type { DocumentFigure, ReadFigure } from '../document-figure.js'
import type { DocumentInput } from '../read-content.js'
import type { ReadDocument } from '../read-document.js'
import { isDeferred, keyOf, partsOf, placeOf } from './figure-parts.js'

/** What has to be known of a picture to tell whether it is there. Plain JSON. */
export interface RequestSummary {
  figure: FigureKey
  place: Place
  specDigest: SpecDigest
}

/** A picture that starts from another one, which is not in the cache. */
export interface DeferredSummary extends Pick<RequestSummary, 'figure' | 'place'> {
  specDigest: undefined
  from: FigureKey
}

export interface DirectiveSummary extends Pick<RequestSummary, 'figure' | 'place'> {
  /** One, or one for each panel. */
  requests: (RequestSummary | DeferredSummary)[]
  /** How the panels of a group are put together. */
  composition?: PanelOptions
  /** What a service is asked that is to do it, but for the panels. */
  composite?: ProviderRequest
}

export interface DocumentSummary {
  path: string
  directives: DirectiveSummary[]
  inputs: DocumentInput[]
  warnings: Problem[]
}

export function summarizeFigure(figure: DocumentFigure): DirectiveSummary {
  const { composite, options } = figure.kind === 'figures' ? figure.group : {}
  return {
    figure: keyOf(figure),
    place: placeOf(figure),
    requests: partsOf(figure).map(summarizePart),
    ...(options === undefined ? {} : { composition: options }),
    ...(composite === undefined ? {} : { composite: composite.request }),
  }
}

function summarizePart(part: ReadFigure): RequestSummary | DeferredSummary {
  const { figure, place } = part
  return isDeferred(part)
    ? { figure, place, specDigest: undefined, from: part.from.figure }
    : { figure, place, specDigest: part.request.specDigest }
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
