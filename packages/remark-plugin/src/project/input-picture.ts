import {
  type ArtifactFacts,
  type FigureKey,
  type FigureRecord,
  filesOf,
  type InputFile,
  rasterize,
  rendererVersion,
} from '@figmill/core'
import type { Project } from './open-project.js'
import { readFile } from './publish-picture.js'

/** Pixels per CSS pixel: a picture of usual width has about as many as services draw themselves. */
const inputScale = 2

/**
 * A finished picture as a service is sent it. Services take pixels: what has none is drawn into
 * some, once.
 *
 * @param figure The name of the picture, for progress.
 */
export async function toInputFile(
  figure: FigureKey,
  record: FigureRecord,
  project: Project,
): Promise<InputFile> {
  const files = filesOf(record)
  const vector = files.find(({ mediaType }) => mediaType === 'image/svg+xml')
  const pixels = files.find(({ mediaType }) => /^image\/(?:png|jpeg|webp)$/.test(mediaType))
  const file = pixels ?? (vector && (await toPixels(figure, vector, project))) ?? record.artifact
  const { contentDigest: digest, mediaType, sizeBytes } = file
  return { path: project.cache.blobPath(digest), digest, sizeBytes, mediaType }
}

async function toPixels(
  figure: FigureKey,
  file: ArtifactFacts,
  project: Project,
): Promise<ArtifactFacts> {
  const derivation = {
    transform: 'rasterize',
    inputs: [file.contentDigest],
    parameters: { renderer: rendererVersion, scale: inputScale },
  }
  const derived = await project.maker.derive(figure, derivation, async () => {
    const svg = new TextDecoder().decode(await readFile(file, project))
    return { ...(await rasterize(svg, file.width, inputScale)), mediaType: 'image/png' }
  })
  return derived.artifact
}
