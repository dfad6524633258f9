import { type FigureKey, nearestName, type Problem, videoOperation } from '@figmill/core'
import type { FigureOrGroup, FigureOrigin, ReadFigure } from '../document-figure.js'
import type { ReadDocument } from '../read-document.js'
import { askedOf, documentOf, originsOf, partsOf, picturesOf } from './figure-parts.js'

/** Figures by the names that other figures start from them by. */
export interface FigureGraph {
  figures: ReadonlyMap<FigureKey, FigureOrGroup>
  documents: ReadonlyMap<string, ReadDocument>
}

export function createFigureGraph(documents: readonly ReadDocument[]): FigureGraph {
  const all = documents.flatMap(({ figures }) =>
    figures.flatMap((figure): FigureOrGroup[] =>
      figure.kind === 'figure' ? [figure.figure] : [figure.group, ...figure.group.panels],
    ),
  )
  const named = all.filter(({ placement }) => placement.id !== undefined)
  return {
    figures: new Map(named.map((figure) => [figure.figure, figure])),
    documents: new Map(documents.map((document) => [document.path, document])),
  }
}

/** What a figure waits for. A text, unlike a picture, comes with it. */
export function findOrigin(
  { figure, origin }: FigureOrigin,
  { figures }: FigureGraph,
): FigureOrGroup | undefined {
  return origin ?? figures.get(figure)
}

/** Everything wrong with what these documents' figures start from: unknown names and circles. */
export function checkOrigins(documents: readonly ReadDocument[], graph: FigureGraph): Problem[] {
  const problems: Problem[] = []
  const own = new Set(documents)
  const checked = new Set<ReadFigure>()
  const check = (figure: ReadFigure, path: readonly ReadFigure[]) => {
    const start = path.indexOf(figure)
    if (start >= 0) problems.push(...tellCircle(path.slice(start)))
    if (start >= 0 || figure.from === undefined || checked.has(figure)) return
    const origin = findOrigin(figure.from, graph)
    if (origin === undefined) problems.push(...tellUnknown(figure.from, graph, own))
    else for (const picture of picturesOf(origin)) check(picture, [...path, figure])
    checked.add(figure)
  }
  for (const figure of documents.flatMap(({ figures }) => figures.flatMap(partsOf))) {
    check(figure, [])
    const from = figure.poster?.from
    if (from !== undefined && findOrigin(from, graph) === undefined) {
      problems.push(...tellUnknown(from, graph, own))
    }
    problems.push(...originsOf(figure).flatMap((origin) => tellVideo(origin, graph)))
  }
  return [...new Set(problems)]
}

/** A video is nothing that services start from, nor a poster. */
function tellVideo(from: FigureOrigin, graph: FigureGraph): Problem[] {
  const origin = findOrigin(from, graph)
  if (!origin || 'panels' in origin || askedOf(origin).operation !== videoOperation) return []
  const { figure, place } = from
  const message = `\`${shortName(figure, place.file)}\` is a video, expected a picture`
  const hint = 'Name a figure that is a picture.'
  return [{ code: 'attribute-invalid', severity: 'error', message, hint, place }]
}

function tellCircle(circle: readonly ReadFigure[]): Problem[] {
  const [first] = circle
  if (first?.from === undefined) return []
  const { place } = first.from
  const names = [first.figure, ...circle.flatMap(({ from }) => from?.figure ?? [])]
  if (names.at(-1) !== first.figure) names.push(first.figure)
  const text = names.map((name) => `\`${shortName(name, place.file)}\``).join(' -> ')
  return [
    {
      code: 'attribute-invalid',
      severity: 'error',
      message:
        names.length === 2
          ? '`from` names the figure itself'
          : `these figures wait for each other: ${text}`,
      hint: 'Name a figure that does not start from this one.',
      place,
    },
  ]
}

/** @param own Documents whose problems are told anyway. */
function tellUnknown(
  { figure, place }: FigureOrigin,
  { documents }: FigureGraph,
  own: ReadonlySet<ReadDocument>,
): Problem[] {
  const document = documents.get(documentOf(figure))
  // What cannot be read is told where that was tried.
  if (document === undefined) return []
  const id = figure.slice(figure.lastIndexOf('#') + 1)
  // It is there, and something is wrong with it.
  if (document.ids.has(id)) {
    return own.has(document) ? [] : document.problems.filter(({ severity }) => severity === 'error')
  }
  const ids = [...document.ids]
  const nearest = nearestName(id, ids)
  const hint = ids.length === 0 ? 'No figure there has an id.' : `There are ${listIds(ids)}.`
  return [
    {
      code: 'id-unknown',
      severity: 'error',
      message: `there is no figure \`${shortName(figure, place.file)}\``,
      hint: nearest === undefined ? hint : `Did you mean ${quoteId(nearest)}?`,
      place,
    },
  ]
}

function listIds(ids: readonly string[]): string {
  const shown = 10
  const more = ids.length > shown ? ` and ${ids.length - shown} more` : ''
  return `${ids.slice(0, shown).map(quoteId).join(', ')}${more}`
}

function quoteId(id: string): string {
  return `\`#${id}\``
}

/** A figure's name as it is written in a document: without that document's own name. */
export function shortName(figure: FigureKey, document: string): string {
  return documentOf(figure) === document ? figure.slice(document.length) : figure
}
