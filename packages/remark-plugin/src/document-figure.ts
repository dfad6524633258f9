import type {
  EncodedPicture,
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
  poster?: VideoPoster | undefined
}

/** The picture that an author has stand for a video: a file of the project, or another figure. */
export type VideoPoster =
  | { file: EncodedPicture; from?: undefined }
  | { file?: undefined; from: FigureOrigin }

/** A figure that is ready to be planned. */
export interface KnownFigure extends FigureFacts {
  request: FigureRequest
}

/** A figure that waits: for a picture to start from, or for its prompt to be written anew. */
export interface DeferredFigure extends FigureFacts {
  request: undefined
  from: FigureOrigin
  /** The request as it would be for another picture or prompt: whom it goes to, what it may cost. */
  likely: ProviderRequest
  resolve(awaited: Awaited): FigureResolution
}

/** What a figure waited for: a picture, or the text that is its prompt. */
export type Awaited = InputFile | string

/** What a provider made of a figure: its request, or all that is wrong with it. */
export interface FigureResolution {
  source: Figure
  request: FigureRequest | undefined
  /** Warnings too. */
  problems: Problem[]
}

/**
 * What a figure waits for: the picture that `from` names, or the text that its prompt becomes. A text
 * is bought, kept and counted as a picture is.
 */
export interface FigureOrigin {
  figure: FigureKey
  /** Of the attribute. */
  place: Place
  /** That of a picture is known when all documents have been read. */
  origin?: FigureOrGroup | undefined
}

/** Several figures in one picture. */
export interface ReadGroup {
  figure: FigureKey
  place: Place
  placement: Placement
  panels: ReadFigure[]
  options: PanelOptions
  composite?: GroupComposite | undefined
}

/** The service that is asked to put the panels of a group together. */
export interface GroupComposite {
  /** But for the panels. */
  request: ProviderRequest
  /** Of the attribute. */
  place: Place
}

export type FigureOrGroup = ReadFigure | ReadGroup
