import type { Artifact } from '../../../artifact.js'
import type { FontFile } from '../../../font-file.js'
import { escapeXml, formatNumber } from '../formats/xml.js'
import type { PictureSize } from '../picture-size.js'
import type { Typesetter } from '../text/typesetter.js'
import { embedPanel } from './embed-panel.js'
import { gridOf, type PanelOptions } from './panel-options.js'

interface Place {
  x: number
  y: number
  width: number
  /** Of the row. */
  height: number
  drawnHeight: number
}

/** Area in CSS pixels that a picture made of pixels is given, so that it weighs like a drawn one. */
const rasterArea = 640 * 400
/** Up to this factor a panel is enlarged to be as high as its neighbours. */
const maxEnlargement = 1.25
const maxWidth = 2400

/**
 * Puts pictures together as one, with a label each. Vectors stay vectors and keep their size, so
 * that text is equally large in all of them; panels of a row are equally high, unless one is so
 * small that this would blow it up: then it stands in the middle.
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
  const hasLabels = options.labels.some((label) => label !== '')
  const labelHeight = hasLabels ? Math.round(options.labelFontSize * 1.75) : 0
  const grid = placePanels(panels, options, labelHeight)
  const legend = await placeLegend(options, grid.size.width, typesetter)
  const size = { width: grid.size.width, height: grid.size.height + legend.height }
  const places = grid.places.map((place) => ({ ...place, y: place.y + legend.height }))
  const parts = panels.map((panel, index) => {
    const place = places[index]
    if (place === undefined) throw new Error(`panel ${index} has no place`)
    return (
      embedPanel(panel, index, pictureBox(place, options, labelHeight)) +
      labelOf(options, index, place, theme.text)
    )
  })
  const labels = options.labels.filter((label) => label !== '')
  const drawing = {
    content: `<rect width="${formatNumber(size.width)}" height="${formatNumber(size.height)}" fill="${theme.surface}"/>${legend.content}${parts.join('')}`,
    size,
    title: `Figure of ${panels.length} panels${labels.length > 0 ? ` ${labels.join(', ')}` : ''}`,
    description: panels
      .map((panel, index) => `${options.labels[index] ?? ''} ${panel.description ?? ''}`.trim())
      .filter((text) => text !== '')
      .join(' '),
    warnings: [],
  }
  const { artifact } = await finishPicture(drawing, typesetter, options)
  return artifact
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

/** Where the picture itself stands: in the middle of its row, below a label that is above it. */
function pictureBox(place: Place, { labelPosition }: PanelOptions, labelHeight: number) {
  const above = labelPosition === 'top' ? labelHeight : 0
  const y = place.y + above + (place.height - place.drawnHeight) / 2
  return { x: place.x, y, width: place.width, height: place.drawnHeight }
}

function placePanels(
  panels: readonly Artifact[],
  { layout, spacing }: PanelOptions,
  labelHeight: number,
): { places: Place[]; size: PictureSize } {
  const { columns } = gridOf(layout, panels.length)
  const rows: PictureSize[][] = []
  for (let first = 0; first < panels.length; first += columns) {
    rows.push(sizeRow(panels.slice(first, first + columns)))
  }
  const widthOf = (row: readonly PictureSize[]) =>
    row.reduce((sum, { width }) => sum + width + spacing, spacing)
  const natural = Math.max(...rows.map(widthOf))
  const scale = Math.min(1, maxWidth / natural)
  const total = Math.round(natural * scale)
  const places: Place[] = []
  let y = spacing
  for (const row of rows) {
    const height = Math.max(...row.map((size) => size.height)) * scale
    let x = (total - widthOf(row) * scale) / 2 + spacing
    for (const size of row) {
      const width = size.width * scale
      places.push({ x, y, width, height, drawnHeight: size.height * scale })
      x += width + spacing
    }
    y += height + labelHeight + spacing
  }
  return { places, size: { width: total, height: Math.round(y) } }
}

function sizeRow(panels: readonly Artifact[]): PictureSize[] {
  const isVector = ({ mediaType }: Artifact) => mediaType === 'image/svg+xml'
  const drawn = panels.filter(isVector).map((panel) => panel.height)
  const sizes = panels.map((panel) => {
    const { width, height } = panel
    if (isVector(panel)) return { width, height }
    const wanted =
      drawn.length > 0 ? Math.max(...drawn) : Math.sqrt((rasterArea * height) / Math.max(1, width))
    return { width: (wanted * width) / Math.max(1, height), height: wanted }
  })
  const highest = Math.max(...sizes.map((size) => size.height))
  return sizes.map((size, index) => {
    const enlargement = highest / size.height
    const panel = panels[index]
    if (panel !== undefined && isVector(panel) && enlargement > maxEnlargement) return size
    return { width: size.width * enlargement, height: highest }
  })
}

function labelOf(options: PanelOptions, index: number, place: Place, color: string): string {
  const label = options.labels[index] ?? ''
  if (label === '') return ''
  const size = options.labelFontSize
  const isTop = options.labelPosition === 'top'
  const x = isTop ? place.x : place.x + place.width / 2
  const y = isTop ? place.y + size : place.y + place.height + size * 1.3
  return `<text x="${formatNumber(x)}" y="${formatNumber(y)}" text-anchor="${isTop ? 'start' : 'middle'}" font-size="${size}" font-weight="600" fill="${color}">${escapeXml(label)}</text>`
}
