import type { FieldProblem } from '../../../problem.js'
import { escapeXml, formatNumber } from '../formats/xml.js'
import {
  mayGrow,
  type PictureSize,
  ratioOfAspect,
  shownSize,
  sizeOfAspect,
} from '../picture-size.js'
import type { LocalBody } from '../request-body.js'
import { shorten, toLabelText } from '../text/label-text.js'
import type { Typesetter } from '../text/typesetter.js'
import { themes } from '../theme.js'
import type { BoxSize } from './placed-graph.js'
import { labelStyles } from './set-labels.js'

/** Pixels around a diagram. */
export const margin = 16
const titleHeight = labelStyles.title.size * 1.2
const titleGap = 18
/** CSS pixels of an A4 page between margins of 20 mm. */
export const pageHeight = 971
/** Smaller text is hard to read. */
const smallestText = 9.5

/** A drawing with its upper left corner at the origin. */
interface Drawn {
  content: string
  size: BoxSize
}

/** A drawing on its canvas. */
interface Framed {
  content: string
  size: PictureSize
  /** Of the smallest text, in CSS pixels as shown. */
  textSize: number
}

/** What a diagram is put on: a canvas of the theme's colour, with its title above it. */
export function frameDrawing(
  drawn: Drawn,
  body: Pick<LocalBody, 'aspect' | 'fit' | 'theme'>,
  title: string,
  typesetter: Typesetter,
): Framed {
  const theme = themes[body.theme]
  const canvas = sizeOfAspect(undefined, body.fit)
  const text = shorten(
    toLabelText(title),
    Math.max(drawn.size.width, canvas.width - 2 * margin),
    (part) => typesetter.measure(part, labelStyles.title),
  )
  const head = text === '' ? 0 : titleHeight + titleGap
  const block = {
    width: Math.max(drawn.size.width, typesetter.measure(text, labelStyles.title)),
    height: drawn.size.height + head,
  }
  const padded = {
    width: Math.ceil(block.width + 2 * margin),
    height: Math.ceil(block.height + 2 * margin),
  }
  const { width, height } = toRatio(padded, wantedRatio(body))
  const size = { width: Math.round(width), height: Math.round(height) }
  const top = (size.height - block.height) / 2
  const x = (size.width - drawn.size.width) / 2
  const { size: fontSize } = labelStyles.title
  const heading =
    text === ''
      ? ''
      : `<text x="${formatNumber(size.width / 2)}" y="${formatNumber(top + fontSize)}" text-anchor="middle" font-size="${fontSize}" font-weight="600" fill="${theme.text}">${escapeXml(text)}</text>`
  const shrink = Math.max(1, size.width / canvas.width)
  return {
    content: `<rect width="100%" height="100%" fill="${theme.surface}"/>${heading}<g transform="translate(${formatNumber(x)} ${formatNumber(top + head)})">${drawn.content}</g>`,
    // On paper and slides a diagram is made to fit; on the web the page does that.
    size: canvas.scale === undefined ? size : { ...size, scale: canvas.scale / shrink },
    textSize: (labelStyles.edge.size / shrink) * Math.max(1, canvas.scale ?? 1),
  }
}

/** Warns of a picture that its column shows so small that it is hard to read. */
export function warnOfSmallText({ size, textSize }: Framed, hint: string): FieldProblem[] {
  if (textSize >= smallestText) return []
  return [
    {
      field: 'prompt',
      code: 'data-too-large',
      severity: 'warning',
      message: `The diagram is ${size.width} pixels wide; in its column its text is ${textSize.toFixed(1)} pixels high`,
      hint,
    },
  ]
}

/** Warns of a picture that no page holds: printed, it is cut or made smaller. */
export function warnOfHeight({ size }: Pick<Framed, 'size'>): FieldProblem[] {
  const { height } = shownSize(size)
  if (height <= pageHeight) return []
  return [
    {
      field: 'prompt',
      code: 'data-too-large',
      severity: 'warning',
      message: `The diagram is ${Math.round(height)} pixels high, and a printed page holds ${pageHeight}`,
      hint: 'Set `direction=right` or `aspect`, or split the diagram.',
    },
  ]
}

/** Width divided by height that the author or the place asks for. */
export function wantedRatio({
  aspect,
  fit,
}: Pick<LocalBody, 'aspect' | 'fit'>): number | undefined {
  if (mayGrow(aspect, fit)) return undefined
  const canvas = sizeOfAspect(undefined, fit)
  return ratioOfAspect(aspect) ?? canvas.width / canvas.height
}

/** A size made larger on one side until it has a ratio. */
export function toRatio({ width, height }: BoxSize, ratio: number | undefined): BoxSize {
  if (ratio === undefined) return { width, height }
  return width / height < ratio
    ? { width: height * ratio, height }
    : { width, height: width / ratio }
}
