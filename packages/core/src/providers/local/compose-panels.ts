import type { Artifact } from '../../artifact.js'
import { embedPanel } from './embed-panel.js'
import { gridOf, type PanelOptions } from './panel-options.js'
import { escapeXml, formatNumber } from './xml.js'

interface Place {
  x: number
  y: number
  width: number
  height: number
}

/** Pixels a composed picture is wide, by its columns. */
const widths = [640, 1000, 1280, 1480] as const

/**
 * Puts pictures together as one, with a label each. Panels of a row are equally high and fill
 * the width; vectors stay vectors.
 *
 * @throws {FigureError} `artifact-invalid` for a panel that cannot be put into an SVG.
 */
export async function composePanels(
  panels: readonly Artifact[],
  options: PanelOptions,
): Promise<Artifact> {
  const [{ createTypesetter }, { finishPicture }, { themes }] = await Promise.all([
    import('./typesetter.js'),
    import('./render.js'),
    import('./theme.js'),
  ])
  const typesetter = await createTypesetter()
  const theme = themes[options.theme]
  const hasLabels = options.labels.some((label) => label !== '')
  const labelHeight = hasLabels ? Math.round(options.labelFontSize * 1.75) : 0
  const { places, size } = placePanels(panels, options, labelHeight)
  const parts = panels.map((panel, index) => {
    const place = places[index]
    if (place === undefined) throw new Error(`panel ${index} has no place`)
    return embedPanel(panel, index, below(place, options, labelHeight)) +
      labelOf(options, index, place, theme.text)
  })
  const labels = options.labels.filter((label) => label !== '')
  const drawing = {
    content: `<rect width="${formatNumber(size.width)}" height="${formatNumber(size.height)}" fill="${theme.surface}"/>${parts.join('')}`,
    size,
    title: `Figure of ${panels.length} panels${labels.length > 0 ? ` ${labels.join(', ')}` : ''}`,
    description: panels
      .map((panel, index) => `${options.labels[index] ?? ''} ${panel.description ?? ''}`.trim())
      .filter((text) => text !== '')
      .join(' '),
    warnings: [],
  }
  const { artifact } = await finishPicture(drawing, typesetter, { format: options.format })
  return artifact
}

/** Where the picture itself stands when its label is above it. */
function below(place: Place, { labelPosition }: PanelOptions, labelHeight: number): Place {
  return labelPosition === 'top' ? { ...place, y: place.y + labelHeight } : place
}

function placePanels(
  panels: readonly Artifact[],
  { layout, spacing }: PanelOptions,
  labelHeight: number,
): { places: Place[]; size: { width: number; height: number } } {
  const { rows, columns } = gridOf(layout, panels.length)
  const total = widths[Math.min(columns, widths.length) - 1] ?? 640
  const places: Place[] = []
  let y = spacing
  let previousHeight = 0
  for (let row = 0; row < rows; row++) {
    const members = panels.slice(row * columns, (row + 1) * columns)
    if (members.length === 0) break
    const ratios = members.map((panel) => panel.width / panel.height)
    const sum = ratios.reduce((a, b) => a + b, 0)
    const room = total - spacing * (members.length + 1)
    const filled = room / sum
    // A last row with empty places keeps the height of the row above instead of filling up.
    const isShort = members.length < columns && previousHeight > 0
    const height = isShort ? Math.min(filled, previousHeight) : filled
    const used = height * sum + spacing * (members.length - 1)
    let x = (total - used) / 2
    for (const ratio of ratios) {
      places.push({ x, y, width: height * ratio, height })
      x += height * ratio + spacing
    }
    y += height + labelHeight + spacing
    previousHeight = height
  }
  return { places, size: { width: total, height: Math.round(y) } }
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
