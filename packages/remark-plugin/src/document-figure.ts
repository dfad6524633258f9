import type {
  Figure,
  FigureKey,
  FigureRequest,
  InputFile,
  PanelOptions,
  Place,
  Problem,
  ProviderRequest,
} from '@figmill/core'
import type { FigureDirective, FiguresDirective } from './directive.js'
import type { Placement } from './placement.js'

/** What stands at one directive: a figure, or a group of panels. */
export type DocumentFigure =
  | { kind: 'figure'; directive: FigureDirective; figure: ReadFigure }
  | { kind: 'figures'; directive: FiguresDirective; group: ReadGroup }

/** One picture a document asks for: its request is known, or will be when another picture is there. */
export type ReadFigure = KnownFigure | DeferredFigure

interface FigureFacts {
  figure: FigureKey
  place: Place
  placement: Placement
  /** What the author asked for, before the provider made a request of it. */
  source: Figure
  from?: FigureOrigin | undefined
}

/** A figure that is ready to be planned. */
export interface KnownFigure extends FigureFacts {
  request: FigureRequest
}

/** A figure that starts from a picture which is not there yet. */
export interface DeferredFigure extends FigureFacts {
  request: undefined
  from: FigureOrigin
  /** The request as it would be for some other picture: whom it goes to, and what it may cost. */
  likely: ProviderRequest
  resolve(picture: InputFile): FigureResolution
}

/** What a provider made of a figure: its request, or all that is wrong with it. */
export interface FigureResolution {
  source: Figure
  request: FigureRequest | undefined
  /** Warnings too. */
  problems: Problem[]
}

/** What `from` names: the figure whose picture another one starts from. */
export interface FigureOrigin {
  figure: FigureKey
  /** Of the attribute. */
  place: Place
  /** The figure of that name; known when all documents have been read. */
  origin?: FigureOrGroup | undefined
}

/** Several figures in one picture. */
export interface ReadGroup {
  figure: FigureKey
  place: Place
  placement: Placement
  panels: ReadFigure[]
  options: PanelOptions
}

export type FigureOrGroup = ReadFigure | ReadGroup
