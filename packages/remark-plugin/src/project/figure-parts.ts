import type { FigureKey, Place, ProviderRequest } from '@figmill/core'
import type {
  DeferredFigure,
  DocumentFigure,
  FigureOrGroup,
  FigureOrigin,
  KnownFigure,
  ReadFigure,
  ReadGroup,
} from '../document-figure.js'
import type { Placement } from '../placement.js'
import { isPrompt } from '../prompt-figure.js'

/** The pictures behind one directive: its own, or one for each panel. */
export function partsOf(figure: DocumentFigure): readonly ReadFigure[] {
  return picturesOf(figure.kind === 'figure' ? figure.figure : figure.group)
}

/** The texts that the prompts of a directive's pictures became. */
export function promptsOf(figure: DocumentFigure): readonly KnownFigure[] {
  return partsOf(figure).flatMap(({ from }) => (isPrompt(from?.origin) ? from.origin : []))
}

/** What a picture is made of: itself, or panels. */
export function picturesOf(figure: FigureOrGroup): readonly ReadFigure[] {
  return 'panels' in figure ? figure.panels : [figure]
}

/** All pictures that have to be there for some figures: theirs, and those that these wait for. */
export function neededPictures(figures: readonly DocumentFigure[]): ReadFigure[] {
  const needed = new Set(figures.flatMap(partsOf))
  // Goes on through what is added meanwhile.
  for (const picture of needed) {
    const origins = [isDeferred(picture) ? picture.from : undefined, picture.poster?.from]
    for (const origin of origins.flatMap((from) => from?.origin ?? [])) {
      for (const one of picturesOf(origin)) needed.add(one)
    }
  }
  return [...needed]
}

/** All groups that have to be put together for some figures. */
export function neededGroups(figures: readonly DocumentFigure[]): ReadGroup[] {
  const origins = neededPictures(figures).flatMap(({ from }) => from?.origin ?? [])
  const all = [
    ...figures.flatMap((figure) => (figure.kind === 'figures' ? figure.group : [])),
    ...origins,
  ]
  return [...new Set(all.filter((one) => 'panels' in one))]
}

/** The figures that one names, to start from or as its poster. */
export function originsOf({ from, poster }: ReadFigure): FigureOrigin[] {
  return [from, poster?.from].filter((origin) => origin !== undefined)
}

export function isDeferred(figure: ReadFigure): figure is DeferredFigure {
  return figure.request === undefined
}

/** What a figure asks of whom, as far as that is known. */
export function askedOf(figure: ReadFigure): ProviderRequest {
  return isDeferred(figure) ? figure.likely : figure.request.request
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

/** The document of a figure's name. */
export function documentOf(figure: FigureKey): string {
  return figure.slice(0, figure.lastIndexOf('#'))
}
