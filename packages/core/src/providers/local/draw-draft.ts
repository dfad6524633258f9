import type { Artifact } from '../../artifact.js'
import type { FontFile } from '../../font-file.js'
import { escapeXml, formatNumber } from './formats/xml.js'
import { sizeOfAspect } from './picture-size.js'
import { finishPicture } from './render.js'
import { shorten, toLabelText, wrapText } from './text/label-text.js'
import { createTypesetter } from './text/typesetter.js'
import { type ThemeName, themes } from './theme.js'

/** What a draft stands in for. */
export interface DraftContent {
  provider: string
  task?: string | undefined
  prompt?: string | undefined
  /** Said in the place of the prompt when there is none. */
  caption?: string | undefined
  aspect?: string | undefined
  theme?: ThemeName | undefined
  /** Of the project. */
  fonts?: readonly FontFile[]
}

const edge = 18
const padding = 36
const promptSize = 15
const lineHeight = 1.5

/** A card in the size of the figure to come that says it is a draft, of what, and by whom. */
export async function drawDraft(content: DraftContent): Promise<Artifact> {
  const typesetter = await createTypesetter(content.fonts)
  const theme = themes[content.theme ?? 'light']
  const { fill, border, text } = theme.draft
  const size = sizeOfAspect(content.aspect)
  const left = padding
  const width = Math.max(40, size.width - 2 * padding)
  const parts: string[] = [
    `<rect width="${size.width}" height="${size.height}" fill="${theme.surface}"/>`,
    `<rect x="${edge / 2}" y="${edge / 2}" width="${size.width - edge}" height="${size.height - edge}" rx="10" fill="${fill}" stroke="${border}" stroke-width="1.5" stroke-dasharray="7 5"/>`,
  ]
  const badgeWidth = typesetter.measure('DRAFT', { size: 14, weight: 'semibold' }) + 24
  parts.push(
    `<rect x="${left}" y="${padding}" width="${formatNumber(badgeWidth)}" height="28" rx="14" fill="${border}"/>`,
    write('DRAFT', left + badgeWidth / 2, padding + 19, 14, fill, 'middle', true),
  )
  const about = `${content.task ?? 'figure'} to be made by ${toLabelText(content.provider)}`
  const measureAbout = (part: string) => typesetter.measure(part, { size: 14 })
  // On a narrow card what is to be made stands below the badge instead of beside it.
  const beside = measureAbout(about) <= width - badgeWidth - 12
  const aboutLines = beside ? [about] : wrapText(about, width, 3, measureAbout)
  const aboutLeft = beside ? left + badgeWidth + 12 : left
  const aboutTop = beside ? padding + 19 : padding + 54
  for (const [index, line] of aboutLines.entries()) {
    parts.push(write(line, aboutLeft, aboutTop + index * 20, 14, text, 'start', false))
  }
  const measure = (part: string) => typesetter.measure(part, { size: promptSize })
  const first = padding + 62 + (beside ? 0 : aboutLines.length * 20 + 12)
  const step = promptSize * lineHeight
  const maxLines = Math.max(1, Math.floor((size.height - padding - first) / step) + 1)
  const wanted = content.prompt ?? content.caption ?? ''
  const paragraphs = wanted
    .split('\n')
    .map(toLabelText)
    .filter((line) => line !== '')
  const lines = paragraphs.flatMap((line) => wrapText(line, width, maxLines, measure))
  const shown = lines.slice(0, maxLines)
  if (lines.length > maxLines)
    shown[maxLines - 1] = shorten(`${shown[maxLines - 1]}…`, width, measure)
  for (const [index, line] of shown.entries()) {
    parts.push(write(line, left, first + index * step, promptSize, theme.text, 'start', false))
  }
  const drawing = {
    content: parts.join(''),
    size,
    title: `Draft: ${about}`,
    description: `Draft of a ${about}. ${paragraphs.join(' ')}`.trim(),
    warnings: [],
  }
  const { artifact } = await finishPicture(drawing, typesetter, { format: 'svg' })
  return artifact
}

function write(
  text: string,
  x: number,
  y: number,
  size: number,
  fill: string,
  anchor: 'start' | 'middle',
  strong: boolean,
): string {
  const weight = strong ? ' font-weight="600"' : ''
  return `<text x="${formatNumber(x)}" y="${formatNumber(y)}" text-anchor="${anchor}" font-size="${size}"${weight} fill="${fill}">${escapeXml(text)}</text>`
}
