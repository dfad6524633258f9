import {
  type ArtifactFacts,
  type FigureKey,
  type FigureRecord,
  filesOf,
  type InputFile,
  normalizeText,
  rasterize,
  rendererVersion,
} from '@figmill/core'
import type { Awaited } from '../document-figure.js'
import type { Project } from './open-project.js'
import { readFile } from './publish-picture.js'

/** Pixels per CSS pixel: a picture of usual width has about as many as services draw themselves. */
const inputScale = 2

/**
 * What a figure waited for: a text as its prompt, a picture as a service is sent it.
 *
 * @param figure The name of the picture, for progress.
 * @throws {FigureError} `cache-unavailable` for a text that was in the cache and is there no more.
 */
export async function toAwaited(
  figure: FigureKey,
  record: FigureRecord,
  project: Project,
): Promise<Awaited> {
  const { artifact } = record
  if (artifact.mediaType !== 'text/plain') return toInputFile(figure, record, project)
  return normalizeText(new TextDecoder().decode(await readFile(artifact, project)))
}

/** Services take pixels: what has none is drawn into some, once. */
async function toInputFile(
  figure: FigureKey,
  record: FigureRecord,
  project: Project,
): Promise<InputFile> {
  const files = filesOf(record)
  const vector = files.find(({ mediaType }) => mediaType === 'image/svg+xml')
  const pixels = files.find(({ mediaType }) => /^image\/(?:png|jpeg|webp)$/.test(mediaType))
  const file = pixels ?? (vector && (await toPixels(figure, vector, project))) ?? record.artifact
  const { contentDigest: digest, mediaType, sizeBytes } = file
  return { path: project.cache.blobPath(digest), figure, digest, sizeBytes, mediaType }
}

/** A vector picture as it is sent to services, or shown where only pixels can be. */
export async function toPixels(
  figure: FigureKey,
  file: ArtifactFacts,
  project: Project,
): Promise<ArtifactFacts> {
  const derivation = {
    transform: 'rasterize',
    inputs: [file.contentDigest],
    parameters: { renderer: rendererVersion, scale: inputScale },
  }
  const derived = await project.maker.derive(
    figure,
    derivation,
    async () => {
      const svg = new TextDecoder().decode(await readFile(file, project))
      return { ...(await rasterize(svg, file.width, inputScale)), mediaType: 'image/png' }
    },
    false,
  )
  return derived.artifact
}
