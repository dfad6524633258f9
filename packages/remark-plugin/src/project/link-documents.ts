import {
  digestDerivation,
  FigureError,
  type FigureRecord,
  maxDataBytes,
  type Problem,
  problemsOf,
  readProjectFile,
} from '@figmill/core'
import type {
  Awaited,
  DocumentFigure,
  FigureOrGroup,
  ReadFigure,
  ReadGroup,
} from '../document-figure.js'
import type { DocumentInput } from '../read-content.js'
import { type ReadDocument, readDocument } from '../read-document.js'
import { chooseComposition } from './choose-composition.js'
import { decodeDocument } from './decode-document.js'
import { checkOrigins, createFigureGraph, type FigureGraph, findOrigin } from './figure-graph.js'
import { documentOf, isDeferred, originsOf, partsOf } from './figure-parts.js'
import { toAwaited } from './input-picture.js'
import { lookUp, lookUpPanels, lookUpPicture } from './look-up.js'
import type { Project } from './open-project.js'

export interface LinkedDocuments {
  documents: ReadDocument[]
  problems: Problem[]
}

/**
 * Finds the figures that others start from. Where the picture of one is in the cache, or the text
 * that its prompt becomes, the request of the other is known from here on.
 */
export async function linkDocuments(
  documents: readonly ReadDocument[],
  project: Project,
): Promise<LinkedDocuments> {
  if (!documents.some(hasOrigins)) return { documents: [...documents], problems: [] }
  const { others, problems } = await readOrigins(documents, project)
  const graph = createFigureGraph([...documents, ...others])
  problems.push(...checkOrigins(documents, graph))
  if (problems.length > 0) return { documents: [...documents], problems }
  const linker = createLinker(graph, project)
  const linked = await Promise.all(
    documents.map(async (document) => ({
      ...document,
      figures: await Promise.all(document.figures.map(linker.link)),
      inputs: [...document.inputs, ...originInputs(document, graph)],
    })),
  )
  return { documents: linked, problems: linker.problems }
}

/** Whether a figure of the document waits for something. */
export function hasOrigins({ figures }: ReadDocument): boolean {
  return figures.some((figure) => partsOf(figure).some((part) => originsOf(part).length > 0))
}

/** Reads the documents that are not among those read, and hold figures that these start from. */
async function readOrigins(
  documents: readonly ReadDocument[],
  project: Project,
): Promise<{ others: ReadDocument[]; problems: Problem[] }> {
  const { root } = project
  const read = new Map(documents.map((document) => [document.path, document]))
  const problems: Problem[] = []
  // Goes on through what is added meanwhile.
  for (const { figures } of read.values()) {
    for (const from of figures.flatMap(partsOf).flatMap(originsOf)) {
      const path = documentOf(from.figure)
      if (read.has(path)) continue
      try {
        const { bytes } = readProjectFile({ root, path, maxBytes: maxDataBytes })
        read.set(path, await readDocument(path, decodeDocument(bytes, path), project))
      } catch (error) {
        if (!(error instanceof FigureError)) throw error
        problems.push(...problemsOf(error, from.place))
      }
    }
  }
  return { others: [...read.values()].slice(documents.length), problems }
}

/** The documents that a document's figures start from, and what those were read from. */
function originInputs(document: ReadDocument, { documents }: FigureGraph): DocumentInput[] {
  const found = new Set([document])
  for (const { figures } of found) {
    for (const from of figures.flatMap(partsOf).flatMap(originsOf)) {
      const origin = documents.get(documentOf(from.figure))
      if (origin !== undefined) found.add(origin)
    }
  }
  found.delete(document)
  return [...found].flatMap(({ digest, inputs, path }) => [{ path, digest }, ...inputs])
}

/** Each figure is linked once, however many start from it: who has the same one, has the same object. */
function createLinker(graph: FigureGraph, project: Project) {
  const problems: Problem[] = []
  const linkFigure = memoize(findRequest)
  const linkGroup = memoize(
    async (group: ReadGroup): Promise<ReadGroup> => ({
      ...group,
      panels: await Promise.all(group.panels.map(linkFigure)),
    }),
  )

  async function findRequest(figure: ReadFigure): Promise<ReadFigure> {
    const named = figure.from && findOrigin(figure.from, graph)
    if (!isDeferred(figure) || named === undefined) return figure
    const origin = await linkOrigin(named)
    const from = { ...figure.from, origin }
    const awaited = await findAwaited(origin, project)
    if (awaited === undefined) return { ...figure, from }
    const resolution = figure.resolve(awaited)
    // Its warnings were told when it was read.
    problems.push(...resolution.problems.filter(({ severity }) => severity === 'error'))
    const { request, source } = resolution
    if (request === undefined) return { ...figure, from }
    const { place, placement, poster } = figure
    return { figure: figure.figure, place, placement, source, from, poster, request }
  }

  function linkOrigin(named: FigureOrGroup): Promise<FigureOrGroup> {
    return 'panels' in named ? linkGroup(named) : linkFigure(named)
  }

  /** No video is part of another figure. */
  async function linkPoster(figure: ReadFigure): Promise<ReadFigure> {
    const linked = await linkFigure(figure)
    const from = figure.poster?.from
    const named = from && findOrigin(from, graph)
    if (from === undefined || named === undefined) return linked
    return { ...linked, poster: { from: { ...from, origin: await linkOrigin(named) } } }
  }

  return {
    /** Of figures that cannot be made from what they wait for. */
    problems,
    async link(figure: DocumentFigure): Promise<DocumentFigure> {
      return figure.kind === 'figure'
        ? { ...figure, figure: await linkPoster(figure.figure) }
        : { ...figure, group: await linkGroup(figure.group) }
    },
  }
}

function memoize<Key, Value>(run: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => {
    const value = known.get(key) ?? run(key)
    known.set(key, value)
    return value
  }
}

/** What a figure waits for, where it is in the cache. */
async function findAwaited(figure: FigureOrGroup, project: Project): Promise<Awaited | undefined> {
  const record = await findRecord(figure, project)
  try {
    return record && (await toAwaited(figure.figure, record, project))
  } catch (error) {
    if (error instanceof FigureError) return undefined
    throw error
  }
}

async function findRecord(
  figure: FigureOrGroup,
  project: Project,
): Promise<FigureRecord | undefined> {
  if (!('panels' in figure)) return lookUpPicture(figure, project)
  const panels = await lookUpPanels(figure, project)
  if (panels === undefined) return undefined
  const { derivation, request } = await chooseComposition(figure, panels, project)
  return lookUp(request?.specDigest ?? digestDerivation(derivation), project)
}
