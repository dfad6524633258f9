import {
  type ArtifactFacts,
  digestContent,
  drawPoster,
  FigureError,
  type FigureRecord,
  markerOf,
  rendererVersion,
} from '@figmill/core'
import type { DocumentFigure } from '../document-figure.js'
import { plainText } from '../inline-markdown/plain-text.js'
import { keyOf, partsOf, placementOf } from './figure-parts.js'
import { toPixels } from './input-picture.js'
import type { Project } from './open-project.js'
import {
  mark,
  type PublishedPicture,
  pictureOf,
  printFlavours,
  publishPicture,
  withoutWebp,
} from './publish-picture.js'

/** The figure that an author chose as a poster. */
export interface ChosenPoster {
  record: FigureRecord
  /** What it was made of. */
  parts: readonly FigureRecord[]
}

/**
 * A video as it came, and the picture that stands for it: the one its author chose, or a card that is
 * drawn here. Nobody here can look into a video.
 */
export async function publishVideo(
  figure: DocumentFigure,
  video: ArtifactFacts,
  chosen: ChosenPoster | undefined,
  project: Project,
): Promise<PublishedPicture> {
  if (chosen !== undefined && printFlavours.includes(project.config.flavour)) {
    // Nothing plays there: the figure stands in the video's place as it would in its own.
    const { printed, shown } = await publishPicture(figure, chosen.record, chosen.parts, project)
    return { shown, printed, video, files: [shown, ...(printed ? [printed] : []), video] }
  }
  const shown = await (chosen === undefined
    ? ownPoster(figure, video, project)
    : chosenPoster(figure, chosen, project))
  return { shown, video, files: [shown, video] }
}

/** Always pixels: some hosts make a component of an SVG, which cannot be a poster. */
async function chosenPoster(
  figure: DocumentFigure,
  { parts, record }: ChosenPoster,
  project: Project,
): Promise<ArtifactFacts> {
  const file = pictureOf(record)
  if (file.mediaType === 'application/pdf') {
    const message = 'the figure that is its `poster` is a PDF, which no page shows there'
    const hint = 'Ask for `format=png` or `format=svg,pdf` of that figure.'
    throw new FigureError('attribute-invalid', message, { hint })
  }
  const isVector = file.mediaType === 'image/svg+xml'
  const pixels = isVector ? await toPixels(keyOf(figure), file, project) : file
  const marker = project.config.provenance ? markerOf(parts) : undefined
  return marker === undefined ? pixels : mark(figure, pixels, marker, project)
}

/** A file of the project, or a card with the caption. */
async function ownPoster(
  figure: DocumentFigure,
  { height, width }: ArtifactFacts,
  project: Project,
): Promise<ArtifactFacts> {
  const { fonts } = project.config
  const { alt, caption } = placementOf(figure)
  const file = partsOf(figure)[0]?.poster?.file
  const text = plainText(caption ?? '') || alt || ''
  const digests = fonts.map(({ digest }) => digest)
  const card = { renderer: rendererVersion, text, width, height, fonts: digests }
  const derivation = {
    transform: 'poster',
    inputs: file === undefined ? [] : [digestContent(file.bytes)],
    parameters: file === undefined ? card : {},
  }
  const produce = async () => file ?? drawPoster({ text, width, height, fonts })
  const { artifact } = await project.maker.derive(keyOf(figure), derivation, produce, false)
  return withoutWebp(figure, artifact, project)
}
