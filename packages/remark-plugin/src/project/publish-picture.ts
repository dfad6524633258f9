import {
  type ArtifactFacts,
  FigureError,
  type FigureRecord,
  type Flavour,
  filesOf,
  type Marker,
  type MediaType,
  markerOf,
  markerVersion,
  markPicture,
  rasterize,
  rendererVersion,
  toPdf,
  webpToPng,
} from '@figmill/core'
import type { DocumentFigure } from '../document-figure.js'
import { keyOf } from './figure-parts.js'
import type { Project } from './open-project.js'

/** What of a figure goes into the output. */
export interface PublishedPicture {
  /** What the document shows. */
  shown: ArtifactFacts
  /** What it shows in print instead, where one document becomes web pages and print. */
  printed?: ArtifactFacts | undefined
  /** What `shown` stands for until it plays. */
  video?: ArtifactFacts | undefined
  /** Every file, `shown` among them: of several formats all are published. */
  files: ArtifactFacts[]
}

/**
 * Picks what the readers of the output's language can see, and makes it where there is nothing.
 * What a model made, or a part of it, says so inside; the pictures in the cache stay as they came.
 *
 * @param parts What the picture was made of: itself, or the panels of a group.
 */
export async function publishPicture(
  figure: DocumentFigure,
  record: FigureRecord,
  parts: readonly FigureRecord[],
  project: Project,
): Promise<PublishedPicture> {
  const picked = await pickPicture(figure, record, parts, project)
  const marker = project.config.provenance ? markerOf(parts) : undefined
  return marker === undefined ? picked : markAll(figure, picked, marker, project)
}

async function pickPicture(
  figure: DocumentFigure,
  record: FigureRecord,
  parts: readonly FigureRecord[],
  project: Project,
): Promise<PublishedPicture> {
  const files = filesOf(record)
  const picture = pictureOf(record)
  switch (project.config.flavour) {
    case 'latex': {
      const best = printOrder.flatMap((type) => files.find((file) => file.mediaType === type) ?? [])
      const drawnHere = parts.every(({ provider }) => provider === 'local')
      const shown = await toPrintable(figure, best[0] ?? picture, drawnHere, project)
      return { shown, files: files.length === 1 ? [shown] : [...new Set([shown, ...files])] }
    }
    case 'pandoc':
    case 'quarto': {
      const pdf = files.find(isPdf)
      const shown = await withoutWebp(figure, picture, project)
      const all = files.map((file) => (file === picture ? shown : file))
      return { shown, printed: pdf === picture ? undefined : pdf, files: all }
    }
    default:
      return { shown: picture, files }
  }
}

/** The file that web pages and larger pictures can show; a PDF only where there is nothing else. */
export function pictureOf(record: FigureRecord): ArtifactFacts {
  return filesOf(record).find((file) => !isPdf(file)) ?? record.artifact
}

function isPdf({ mediaType }: ArtifactFacts): boolean {
  return mediaType === 'application/pdf'
}

/** What LaTeX is best given, of several formats. */
const printOrder: readonly MediaType[] = [
  'application/pdf',
  'image/svg+xml',
  'image/png',
  'image/jpeg',
  'image/webp',
]

/** Pixels per CSS pixel: about 300 per inch when a picture of usual width fills a text column. */
const printScale = 3

/** LaTeX takes no WebP and no SVG: of these, what was drawn here becomes a PDF, and the rest pixels. */
async function toPrintable(
  figure: DocumentFigure,
  file: ArtifactFacts,
  drawnHere: boolean,
  project: Project,
): Promise<ArtifactFacts> {
  if (file.mediaType !== 'image/svg+xml') return withoutWebp(figure, file, project)
  const derivation = {
    transform: drawnHere ? 'print' : 'rasterize',
    inputs: [file.contentDigest],
    parameters: { renderer: rendererVersion, scale: printScale },
  }
  const derived = await project.maker.derive(
    keyOf(figure),
    derivation,
    async () => {
      const svg = new TextDecoder().decode(await readFile(file, project))
      const asPdf = drawnHere ? await tryToPdf(svg) : undefined
      if (asPdf !== undefined) return { ...file, bytes: asPdf, mediaType: 'application/pdf' }
      return { ...(await rasterize(svg, file.width, printScale)), mediaType: 'image/png' }
    },
    false,
  )
  return derived.artifact
}

export const printFlavours: readonly Flavour[] = ['latex', 'pandoc', 'quarto']

/** The same pixels as PNG, where LaTeX may read the document. */
export async function withoutWebp(
  figure: DocumentFigure,
  file: ArtifactFacts,
  project: Project,
): Promise<ArtifactFacts> {
  if (file.mediaType !== 'image/webp' || !printFlavours.includes(project.config.flavour))
    return file
  const derivation = { transform: 'webp-to-png', inputs: [file.contentDigest], parameters: {} }
  const produce = async () => {
    const bytes = await webpToPng(await readFile(file, project))
    return { ...file, bytes, mediaType: 'image/png' as const }
  }
  return (await project.maker.derive(keyOf(figure), derivation, produce, false)).artifact
}

/** Nothing for an SVG that shows what a PDF of ours cannot, such as a foreign picture as a panel. */
async function tryToPdf(svg: string): Promise<Uint8Array | undefined> {
  try {
    return await toPdf(svg)
  } catch (error) {
    if (error instanceof FigureError) return undefined
    throw error
  }
}

async function markAll(
  figure: DocumentFigure,
  { files, printed, shown }: PublishedPicture,
  marker: Marker,
  project: Project,
): Promise<PublishedPicture> {
  const marked = new Map<ArtifactFacts, ArtifactFacts>()
  for (const file of files) marked.set(file, await mark(figure, file, marker, project))
  const markedOf = (file: ArtifactFacts) => marked.get(file) ?? file
  return {
    shown: markedOf(shown),
    printed: printed && markedOf(printed),
    files: files.map(markedOf),
  }
}

/** The same picture with the marker in it, made once: derived from the bytes and what they are to say. */
export async function mark(
  figure: DocumentFigure,
  file: ArtifactFacts,
  marker: Marker,
  project: Project,
): Promise<ArtifactFacts> {
  if (isPdf(file)) return file
  const derivation = {
    transform: 'mark',
    inputs: [file.contentDigest],
    parameters: { version: markerVersion, ...marker },
  }
  const derived = await project.maker.derive(
    keyOf(figure),
    derivation,
    async () => markPicture({ ...file, bytes: await readFile(file, project) }, marker),
    false,
  )
  return derived.artifact
}

/** @throws {FigureError} `cache-unavailable` when a file that was in the cache is there no more. */
export async function readFile(
  { contentDigest }: ArtifactFacts,
  { cache }: Project,
): Promise<Uint8Array> {
  const found = await cache.readBlob(contentDigest)
  if (found.state === 'hit') return found.value
  throw new FigureError('cache-unavailable', 'a picture that was in the cache cannot be read', {
    hint: 'Build again; if that does not help, check the cache folder.',
  })
}
