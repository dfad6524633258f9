import { basename, extname, posix } from 'node:path'
import { extensionOf, type FigureRecord } from '@figmill/core'
import type { FinishedFigure, Flavour } from '../flavour.js'
import { plainText } from '../inline-markdown/plain-text.js'
import type { Placement } from '../placement.js'
import type { DocumentFigure } from '../read-document.js'
import { keyOf, placementOf } from './figure-parts.js'

/** Where a figure's picture is published, relative to the project root. */
export function publishedPath(
  figure: DocumentFigure,
  record: FigureRecord,
  folder: string,
): string {
  const { contentDigest, mediaType } = record.artifact
  const name = `${slugOf(keyOf(figure))}.${contentDigest.slice(0, 10)}.${extensionOf(mediaType)}`
  return posix.join(folder, name)
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

/** A figure as the rewrite needs it. */
export function finishFigure(
  figure: DocumentFigure,
  record: FigureRecord,
  picturePath: string,
  documentPath: string,
  flavour: Flavour,
): FinishedFigure {
  const placement = placementOf(figure)
  const { height, width } = record.artifact
  const caption = captionOf(figure, placement)
  return {
    id: placement.id,
    classes: placement.classes,
    url: relativeUrl(documentPath, picturePath, flavour),
    width,
    height,
    alt: placement.alt ?? record.description ?? plainText(caption ?? ''),
    caption,
    displayWidth: placement.width,
  }
}

/** Bundlers take `./figures/a.svg` for a file and may take `figures/a.svg` for a package. */
function relativeUrl(documentPath: string, picturePath: string, flavour: Flavour): string {
  const url = posix.relative(posix.dirname(documentPath), picturePath)
  return flavour === 'figure' && !/^\.\.?\//.test(url) ? `./${url}` : url
}

/** A group's caption goes on with what each panel shows, behind the label that is in the picture. */
function captionOf(figure: DocumentFigure, placement: Placement): string | undefined {
  if (figure.kind === 'figure') return placement.caption
  const { options, panels } = figure.group
  const parts = panels.flatMap((panel, index) => {
    const { caption } = panel.placement
    const label = options.labels[index]
    if (caption === undefined) return []
    return [label ? `**${label}** ${caption}` : caption]
  })
  const whole = [placement.caption, ...parts].filter((part) => part !== undefined).join(' ')
  return whole === '' ? undefined : whole
}
