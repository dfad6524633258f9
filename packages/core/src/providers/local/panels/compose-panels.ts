import type { Artifact } from '../../../artifact.js'
import type { FontFile } from '../../../font-file.js'
import { escapeXml, formatNumber } from '../formats/xml.js'
import { mayGrow, type PictureSize, shownSize, sizeOfAspect } from '../picture-size.js'
import { toLabelText, wrapText } from '../text/label-text.js'
import type { Typesetter } from '../text/typesetter.js'
import { embedPanel } from './embed-panel.js'
import type { PanelOptions } from './panel-options.js'
import { type Place, placePanels } from './place-panels.js'

/**
 * Puts pictures together as one, with a label each. Vectors stay vectors and keep their size, so
 * that text is equally large in all of them; panels of a row are equally high, unless one is so
 * small that this would blow it up: then it stands at the top.
 *
 * @param fonts The project's, for labels and the legend.
 * @throws {FigureError} `artifact-invalid` for a panel that cannot be put into an SVG.
 */
export async function composePanels(
  panels: readonly Artifact[],
  options: PanelOptions,
  fonts: readonly FontFile[] = [],
): Promise<Artifact> {
  const [{ createTypesetter }, { finishPicture }, { themes }] = await Promise.all([
    import('../text/typesetter.js'),
    import('../render.js'),
    import('../theme.js'),
  ])
  const typesetter = await createTypesetter(fonts)
  const theme = themes[options.theme]
  const labels = wrapLabels(options, placePanels(panels, options, 0).places, typesetter)
  const labelHeight = heightOfLabels(labels, options.labelFontSize)
  const grid = placePanels(panels, options, labelHeight)
  const legend = await placeLegend(options, grid.size.width, typesetter)
  const size = scaleToFit(
    { width: grid.size.width, height: grid.size.height + legend.height },
    options,
  )
  const places = grid.places.map((place) => ({ ...place, y: place.y + legend.height }))
  const parts = panels.map((panel, index) => {
    const place = places[index]
    if (place === undefined) throw new Error(`panel ${index} has no place`)
    return (
      embedPanel(panel, index, pictureBox(place, options, labelHeight)) +
      drawLabel(labels[index] ?? [], options, place, theme.text)
    )
  })
  const names = options.labels.filter((label) => label !== '')
  const drawing = {
    content: `<rect width="${formatNumber(size.width)}" height="${formatNumber(size.height)}" fill="${theme.surface}"/>${legend.content}${parts.join('')}`,
    size,
    title: `Figure of ${panels.length} panels${names.length > 0 ? ` ${names.join(', ')}` : ''}`,
    description: panels
      .map((panel, index) => `${options.labels[index] ?? ''} ${panel.description ?? ''}`.trim())
      .filter((text) => text !== '')
      .join(' '),
    warnings: [],
  }
  const { artifact } = await finishPicture(drawing, typesetter, options)
  return artifact
}

/** The text of panels is as large as that of other pictures there, or smaller to let the whole fit in. */
function scaleToFit(size: PictureSize, { fit }: PanelOptions): PictureSize {
  const venue = sizeOfAspect(undefined, fit)
  if (venue.scale === undefined) return size
  const { height, width } = shownSize(venue)
  const highest = mayGrow(undefined, fit) ? Number.POSITIVE_INFINITY : height
  return { ...size, scale: Math.min(venue.scale, width / size.width, highest / size.height) }
}

/** The legend that the panels share, in the middle above them. */
async function placeLegend(
  { legend, spacing, theme }: PanelOptions,
  width: number,
  typesetter: Typesetter,
): Promise<{ content: string; height: number }> {
  if (legend === undefined) return { content: '', height: 0 }
  const [{ drawLegend }, { themes }] = await Promise.all([
    import('./draw-legend.js'),
    import('../theme.js'),
  ])
  const { content, size } = await drawLegend(legend, width, themes[theme], typesetter)
  const x = Math.max(spacing, (width - size.width) / 2)
  return {
    content: `<g transform="translate(${formatNumber(x)} ${formatNumber(spacing)})">${content}</g>`,
    height: Math.round(size.height),
  }
}

/** Where the picture itself stands: at the top of its row, below a label that is above it. */
function pictureBox(place: Place, { labelPosition }: PanelOptions, labelHeight: number) {
  const y = place.y + (labelPosition === 'top' ? labelHeight : 0)
  return { x: place.x, y, width: place.width, height: place.drawnHeight }
}

/** The label of each panel in lines that are no wider than it. */
function wrapLabels(
  { labelFontSize: size, labels }: PanelOptions,
  places: readonly Place[],
  typesetter: Typesetter,
): string[][] {
  const measure = (text: string) => typesetter.measure(text, { size, weight: 'semibold' })
  return places.map(({ width }, index) => {
    const label = toLabelText(labels[index] ?? '')
    return label === '' ? [] : wrapText(label, width, Number.POSITIVE_INFINITY, measure)
  })
}

const lineHeight = 1.25

function heightOfLabels(labels: readonly string[][], size: number): number {
  const lines = Math.max(...labels.map(({ length }) => length))
  return lines === 0 ? 0 : Math.round(size * (lines * lineHeight + 0.5))
}

/** A label begins above the left edge of its panel, or stands in the middle below its plot. */
function drawLabel(
  lines: readonly string[],
  { labelFontSize: size, labelPosition }: PanelOptions,
  { height, plot, x: left, y: top }: Place,
  color: string,
): string {
  const isTop = labelPosition === 'top'
  const x = isTop ? left : plot.start + plot.length / 2
  const y = isTop ? top + size : top + height + size * 1.3
  return lines
    .map(
      (line, index) =>
        `<text x="${formatNumber(x)}" y="${formatNumber(y + index * size * lineHeight)}" text-anchor="${isTop ? 'start' : 'middle'}" font-size="${size}" font-weight="600" fill="${color}">${escapeXml(line)}</text>`,
    )
    .join('')
}
