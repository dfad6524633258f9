import type { Image, Paragraph, PhrasingContent } from 'mdast'
import { parseDisplayWidth, toCssWidth } from './display-width.js'
import { encodePath } from './escape.js'
import type { FinishedFigure } from './flavour.js'
import { descriptionId } from './flavours/figure-attributes.js'
import { captionTree } from './inline-markdown/caption-tree.js'
import { mdxElement } from './mdx-nodes.js'
import { toOneLine } from './one-line.js'
import type { PictureImports } from './picture-imports.js'

/** How the picture is named: by a Markdown image, an import, or an import of Next.js, which gives an object. */
export const targets = ['markdown', 'import', 'next'] as const
export type Target = (typeof targets)[number]

export interface FigureNodeOptions {
  target: Target
  mdx: boolean
  imports: PictureImports
}

/**
 * A finished figure as mdast that renders as `<figure>`. It is a paragraph and an emphasis by type,
 * so that every plugin and serializer knows how to handle it.
 *
 * @throws {FigureError} `attribute-invalid` for a `displayWidth` it cannot read.
 */
export function toFigureNode(figure: FinishedFigure, options: FigureNodeOptions): Paragraph {
  const { classes, displayWidth, id } = figure
  const describedBy = descriptionId(figure)
  const caption = captionTree(figure.caption ?? '', { mdx: options.mdx })
  return {
    type: 'paragraph',
    data: {
      hName: 'figure',
      hProperties: {
        ...(id === undefined ? {} : { id }),
        ...(describedBy === undefined ? {} : { ariaDescribedBy: describedBy }),
        ...(classes.length === 0 ? {} : { className: classes }),
        ...(displayWidth === undefined
          ? {}
          : { style: `width: ${toCssWidth(parseDisplayWidth(displayWidth))}` }),
      },
    },
    children: [
      shownNode(figure, options),
      ...(describedBy === undefined ? [] : [descriptionNode(figure, describedBy)]),
      ...(caption.length === 0 ? [] : captionNodes(caption)),
    ],
  } as Paragraph
}

function shownNode(figure: FinishedFigure, options: FigureNodeOptions): PhrasingContent {
  // Next.js can import no video: the picture stands for it.
  if (figure.video !== undefined && options.target !== 'next') return videoNode(figure, options)
  return options.target === 'markdown' ? markdownImage(figure) : importedImage(figure, options)
}

/** In Markdown an element, whose files are where they are; in MDX one whose files are imported. */
function videoNode(figure: FinishedFigure, { imports, mdx }: FigureNodeOptions): PhrasingContent {
  const { alt, height, url, width } = figure
  const { url: file } = figure.video ?? { url }
  if (!mdx) {
    const hProperties = {
      src: encodePath(file),
      poster: encodePath(url),
      controls: true,
      preload: 'metadata',
      width,
      height,
      ...(alt === '' ? {} : { ariaLabel: alt }),
      style: 'max-width: 100%; height: auto',
    }
    return {
      type: 'text',
      value: '',
      data: { hName: 'video', hProperties, hChildren: [] },
    } as PhrasingContent
  }
  const poster = imports.nameOf(url)
  return mdxElement('video', {
    src: { path: [imports.nameOf(file)] },
    // Some hosts import an image as an object that has its address.
    poster: { path: [poster, 'src'], otherwise: [poster] },
    controls: null,
    preload: 'metadata',
    width: `${width}`,
    height: `${height}`,
    ...(alt === '' ? {} : { 'aria-label': alt }),
    style: { object: { maxWidth: '100%', height: 'auto' } },
  })
}

/** Hidden in HTML, and in Markdown nothing at all. */
function descriptionNode({ description = '' }: FinishedFigure, id: string): PhrasingContent {
  const text = { type: 'text', value: toOneLine(description) }
  const data = { hName: 'p', hProperties: { id, hidden: true }, hChildren: [text] }
  return { type: 'text', value: '', data } as PhrasingContent
}

function captionNodes(children: PhrasingContent[]): PhrasingContent[] {
  return [
    { type: 'text', value: '\n' },
    { type: 'emphasis', data: { hName: 'figcaption' }, children } as PhrasingContent,
  ]
}

function markdownImage({ alt, height, url, width }: FinishedFigure): Image {
  const data = { hProperties: { width, height } }
  return { type: 'image', url: encodePath(url), alt, data } as Image
}

function importedImage(figure: FinishedFigure, options: FigureNodeOptions): PhrasingContent {
  const { alt, height, url, width } = figure
  const name = options.imports.nameOf(url)
  return mdxElement('img', {
    src: { path: options.target === 'next' ? [name, 'src'] : [name] },
    alt,
    width: `${width}`,
    height: `${height}`,
  })
}
