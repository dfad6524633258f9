import { splitFormats, type ThemeName, toThemeName } from '../../../figure.js'
import type { FieldProblem } from '../../../problem.js'
import { type Fit, fits } from '../picture-size.js'
import type { MarkName } from '../plot/mark-names.js'
import { type BodyFormats, toBodyFormats } from '../request-body.js'

/** How the panels of one figure are put together. Plain JSON: part of the composed picture's key. */
export type PanelOptions = BodyFormats & {
  /** `auto`, or rows and columns such as `2x3`. */
  layout: string
  /** One per panel. */
  labels: string[]
  /** Pixels between panels and around them. */
  spacing: number
  labelPosition: 'top' | 'bottom'
  /** Pixels. */
  labelFontSize: number
  theme: ThemeName
  /** Where the composed picture will stand. */
  fit?: Fit
  /** Of a PNG; absent where none is among the formats. */
  resolution?: Resolution
  /** Of the series that all panels tell apart in the same way. */
  legend?: PanelLegend
}

const resolutions = ['1K', '2K', '4K'] as const

type Resolution = (typeof resolutions)[number]

export type PanelLegend = { mark: MarkName; title: string; names: string[] }

/** Attributes of a `figures` group that are about the composition. */
export const panelOptionNames: readonly string[] = [
  'compose',
  'layout',
  'labels',
  'spacing',
  'label_position',
  'label_font_size',
]

type PanelOptionsResult =
  | { options: PanelOptions; problems: [] }
  | { options: undefined; problems: FieldProblem[] }

const maxPanels = 26

/**
 * Reads the attributes of a `figures` group; names that are not about the composition are left
 * to others, except those that say how the composed picture is made: `theme`, `fit`, `format` and
 * `resolution`.
 */
export function parsePanelOptions(
  attributes: Readonly<Record<string, string>>,
  panelCount: number,
): PanelOptionsResult {
  const problems: FieldProblem[] = []
  const refuse = (field: string, expected: string, hint?: string) =>
    void problems.push({
      field,
      code: 'attribute-invalid',
      message: `\`${field}\` is \`${attributes[field]}\`, expected ${expected}`,
      hint,
    })
  if (panelCount === 0) {
    problems.push({
      field: 'layout',
      code: 'figure-empty',
      message: 'The group has no figures',
      hint: 'Put `:::figure` blocks between its lines, or take the group out.',
    })
  }
  if (panelCount > maxPanels) {
    problems.push({
      field: 'layout',
      code: 'data-too-large',
      message: `The group has ${panelCount} figures, and at most ${maxPanels} are put together`,
    })
  }

  const fit = fits.find((name) => name === attributes.fit)
  if (fit === undefined && attributes.fit !== undefined) {
    refuse('fit', fits.map((name) => `\`${name}\``).join(', '))
  }
  const { layout = 'auto' } = attributes
  if (layout !== 'auto') {
    const [rows, columns] = parseGrid(layout)
    if (rows === undefined || columns === undefined) {
      refuse('layout', '`auto` or rows and columns such as `2x3`')
    } else if (rows * columns < panelCount) {
      const seen = `room for ${panelCount} panels`
      refuse('layout', seen, `It has ${rows * columns} places; use \`auto\` or more rows.`)
    }
  }
  const labels = readLabels(attributes.labels, panelCount)
  if (labels.length !== panelCount) {
    refuse(
      'labels',
      `${panelCount} labels separated by commas, or \`none\`; there are ${labels.length}`,
    )
  }
  const spacing = readNumber(attributes.spacing, 20, 0, 200)
  if (spacing === undefined) refuse('spacing', 'pixels from 0 to 200')
  const labelFontSize = readNumber(attributes.label_font_size, 16, 6, 96)
  if (labelFontSize === undefined) refuse('label_font_size', 'pixels from 6 to 96')
  const labelPosition = attributes.label_position ?? 'bottom'
  if (labelPosition !== 'top' && labelPosition !== 'bottom') {
    refuse('label_position', '`top` or `bottom`')
    return { options: undefined, problems }
  }
  const formats = readFormats(attributes.format)
  if (formats === undefined) {
    refuse('format', '`svg`, `png` or `pdf`, or some of them separated by commas')
  }
  if (
    formats === undefined ||
    problems.length > 0 ||
    spacing === undefined ||
    labelFontSize === undefined
  ) {
    return { options: undefined, problems }
  }
  const theme = toThemeName(attributes.theme)
  const options = {
    // Side by side, panels in one column are too small to be read.
    layout: layout === 'auto' && fit === 'one-column' ? `${panelCount}x1` : layout,
    labels,
    spacing,
    labelPosition,
    labelFontSize,
    theme,
    ...(fit === undefined ? {} : { fit }),
    ...formats,
    ...readResolution(attributes.resolution, formats),
  } as const
  return { options, problems: [] }
}

function readFormats(text: string | undefined): BodyFormats | undefined {
  if (text === undefined) return toBodyFormats()
  const names = splitFormats(text)
  return new Set(names).size === names.length ? toBodyFormats(names) : undefined
}

function readResolution(
  text: string | undefined,
  { alternates = [], format }: BodyFormats,
): Pick<PanelOptions, 'resolution'> {
  const resolution = resolutions.find((name) => name === text)
  const hasPng = [format, ...alternates].includes('png')
  return resolution === undefined || !hasPng ? {} : { resolution }
}

/** Rows and columns of a layout for some number of panels. */
export function gridOf(layout: string, panelCount: number): { rows: number; columns: number } {
  const [rows, columns] = parseGrid(layout)
  if (rows !== undefined && columns !== undefined) return { rows, columns }
  const across = panelCount <= 3 ? panelCount : panelCount === 4 ? 2 : 3
  return { rows: Math.ceil(panelCount / across), columns: across }
}

function parseGrid(layout: string): [number, number] | [undefined, undefined] {
  const match = /^([1-9]\d?)[x×]([1-9]\d?)$/i.exec(layout.trim())
  return match === null ? [undefined, undefined] : [Number(match[1]), Number(match[2])]
}

function readLabels(text: string | undefined, count: number): string[] {
  if (text === undefined || text === 'auto') {
    return Array.from({ length: count }, (_, index) => `(${String.fromCharCode(97 + index)})`)
  }
  if (text === 'none' || text === '') return Array.from({ length: count }, () => '')
  return text.split(',').map((label) => label.trim())
}

function readNumber(
  text: string | undefined,
  fallback: number,
  low: number,
  high: number,
): number | undefined {
  if (text === undefined) return fallback
  const value = /^\d+(?:\.\d+)?(?:px)?$/.test(text) ? Number.parseFloat(text) : Number.NaN
  return value >= low && value <= high ? value : undefined
}
