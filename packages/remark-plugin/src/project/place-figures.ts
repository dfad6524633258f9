import { basename, extname, join, posix } from 'node:path'
import {
  type ArtifactFacts,
  digestContent,
  extensionOf,
  filesOf,
  placeArtifact,
} from '@figmill/core'
import type { DocumentFigure } from '../document-figure.js'
import type { FinishedFigure, Flavour } from '../flavour.js'
import { plainText } from '../inline-markdown/plain-text.js'
import type { Placement } from '../placement.js'
import { keyOf, placementOf } from './figure-parts.js'
import type { MadeFigure } from './make-figures.js'
import type { Stores } from './open-stores.js'

/**
 * Where a file of a figure is published, relative to the project root. The formats of one picture
 * differ in their extension alone, and have another name as soon as one of them differs.
 */
export function publishedPath(
  figure: DocumentFigure,
  { record }: MadeFigure,
  file: ArtifactFacts,
  folder: string,
): string {
  const formats = filesOf(record)
  const digest =
    formats.length > 1 && formats.includes(file)
      ? digestContent(formats.map(({ contentDigest }) => contentDigest).join())
      : file.contentDigest
  const stem = `${slugOf(keyOf(figure))}.${digest.slice(0, 10)}`
  return posix.join(folder, `${stem}.${extensionOf(file.mediaType)}`)
}

/** Puts every file of a figure into a folder of the project. */
export function placeFiles(
  figure: DocumentFigure,
  made: MadeFigure,
  folder: string,
  { cache, config, root }: Stores,
): void {
  for (const file of made.published.files) {
    placeArtifact({
      source: cache.blobPath(file.contentDigest),
      destination: join(root, publishedPath(figure, made, file, folder)),
      temporaryDirectory: join(root, config.cacheDir, 'tmp'),
      link: made.record.costCredits === 0,
    })
  }
}

/** The author's id, or the document's name and the figure's number; safe in any URL and file system. */
function slugOf(key: string): string {
  const document = key.slice(0, key.lastIndexOf('#'))
  const id = key.slice(key.lastIndexOf('#') + 1)
  const name = /^figure-\d+_*$/.test(id) ? `${basename(document, extname(document))}-${id}` : id
  return (
    name
      .normalize('NFKD')
      .replace(/[^\w-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'figure'
  )
}

/**
 * A figure as the rewrite needs it.
 *
 * @param folder Where its files are, relative to the project root.
 * @param documentPath Of the finished document, relative to the project root.
 */
export function finishFigure(
  figure: DocumentFigure,
  made: MadeFigure,
  folder: string,
  documentPath: string,
  flavour: Flavour,
): FinishedFigure {
  const placement = placementOf(figure)
  const { printed, shown, video } = made.published
  const { description } = made.record
  const caption = captionOf(figure, placement)
  const urlOf = (file: ArtifactFacts) =>
    relativeUrl(documentPath, publishedPath(figure, made, file, folder), flavour)
  return {
    id: placement.id,
    classes: placement.classes,
    url: urlOf(shown),
    printUrl: printed && urlOf(printed),
    video: video && { url: urlOf(video) },
    width: (video ?? shown).width,
    height: (video ?? shown).height,
    alt: placement.alt ?? description ?? plainText(caption ?? ''),
    // Without an alternative text of the author's own, the description is it; with an empty one, the
    // picture is nothing that readers need to know of.
    description: placement.alt ? description : undefined,
    caption,
    displayWidth: placement.width,
  }
}

/** Bundlers take `./figures/a.svg` for a file and may take `figures/a.svg` for a package. */
function relativeUrl(documentPath: string, picturePath: string, flavour: Flavour): string {
  const url = posix.relative(posix.dirname(documentPath), picturePath)
  return flavour === 'figure' && !/^\.\.?\//.test(url) ? `./${url}` : url
}

/**
 * A group's caption goes on with what each panel shows, behind the label that is in the picture. What
 * is in the picture as a whole is not said again.
 */
function captionOf(figure: DocumentFigure, placement: Placement): string | undefined {
  if (figure.kind === 'figure') return placement.caption
  const { options, panels } = figure.group
  const parts = panels.flatMap((panel, index) => {
    const { caption } = panel.placement
    const label = options.labels[index]
    if (caption === undefined || caption === label) return []
    return [label ? `**${label}** ${caption}` : caption]
  })
  const whole = [placement.caption, ...parts].filter((part) => part !== undefined).join(' ')
  return whole === '' ? undefined : whole
}
