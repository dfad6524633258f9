import * as z from 'zod'
import type { ContentDigest } from './digest.js'
import type { JsonValue } from './json.js'
import { suggestName } from './nearest-name.js'
import type { FieldProblem } from './problem.js'

/** A file the author named as input: what it holds enters the digest, where it lies does not. */
export interface InputFile {
  /** Absolute path, inside the project root; empty for a picture that is not made yet. */
  path: string
  /** The figure whose picture it is, of one that is made here. */
  figure?: string | undefined
  digest: ContentDigest
  sizeBytes: number
  mediaType: string
}

/** Source text that a renderer draws as written. */
export interface FigureSource {
  language: 'vega-lite' | 'dot'
  text: string
  /** What the files it names hold, by the path it names them by. */
  files?: Record<string, JsonValue> | undefined
}

/** What the body of a directive and the files it names hold. */
export interface FigureContent {
  prompt?: string | undefined
  data?: JsonValue | undefined
  source?: FigureSource | undefined
  context?: string | undefined
  images?: InputFile[] | undefined
  pdf?: InputFile | undefined
}

const pictureResolutions = ['1K', '2K', '4K'] as const
const videoResolutions = ['720p', '1080p'] as const

export type PictureResolution = (typeof pictureResolutions)[number]
export type VideoResolution = (typeof videoResolutions)[number]

export function isVideoResolution(name: string | undefined): name is VideoResolution {
  return videoResolutions.some((known) => known === name)
}

const formatNames = ['svg', 'png', 'jpeg', 'webp', 'pdf'] as const

export type FormatName = (typeof formatNames)[number]

export const themeNames = ['light', 'dark', 'print', 'greyscale'] as const

export type ThemeName = (typeof themeNames)[number]

/** A theme by its name, and the first for anything else. */
export function toThemeName(text: unknown): ThemeName {
  return themeNames.find((name) => name === text) ?? 'light'
}

/** The formats an author lists, separated by commas; some may not exist. */
export function splitFormats(text: string): string[] {
  return text.split(',').map((name) => name.trim())
}

const aspectPattern = /^(?:auto|a4-portrait|[1-9]\d{0,3}:[1-9]\d{0,3})$/

/**
 * Attributes that every provider understands, as text, the way authors write them. Those that
 * name content (`prompt`, `data`, ...) are read before this schema runs.
 */
const commonAttributes = {
  provider: z.string().min(1, 'expected the name of a provider').default('local'),
  task: z.enum(['plot', 'diagram', 'image']).optional(),
  model: z.string().min(1, 'expected the name of a model').optional(),
  aspect: z
    .string()
    .regex(aspectPattern, 'expected `width:height`, such as `16:9`, or `auto`')
    .optional(),
  resolution: z.enum([...pictureResolutions, ...videoResolutions]).optional(),
  format: z
    .string()
    .transform(splitFormats)
    .pipe(z.array(z.enum(formatNames)))
    .refine((names) => new Set(names).size === names.length, 'expected each format once')
    .optional(),
  theme: z.enum(themeNames).optional(),
  take: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'expected a whole number from 1')
    .transform(Number)
    .optional(),
  /** Who writes the prompt anew before the figure is asked for; `true`: the figure's own provider. */
  optimize: z.string().min(1, 'expected `true`, `false` or the name of a provider').optional(),
} as const

const commonAttributesSchema = z.object(commonAttributes)

/** Attributes about the document, not about the picture: they never enter a digest. */
export const placementAttributes = ['id', 'class', 'alt', 'width', 'poster'] as const
/** Attributes that carry or name content. */
export const contentAttributes = [
  'prompt',
  'data_json',
  'data',
  'context',
  'images',
  'pdf',
  'from',
] as const
export const requestAttributes = Object.keys(commonAttributes) as (keyof typeof commonAttributes)[]

/** Every attribute name that is not a provider's own. */
export const commonAttributeNames: readonly string[] = [
  ...requestAttributes,
  ...contentAttributes,
  ...placementAttributes,
]

/** A figure as its author asked for it, read and typed, before a provider has seen it. */
export interface Figure
  extends Omit<z.output<typeof commonAttributesSchema>, 'format'>,
    FigureContent {
  /** The first is the primary one; absent when the provider may choose. */
  formats?: FormatName[] | undefined
  /** What is left of the attributes: the provider's own options, checked by its schema. */
  options: Record<string, string>
}

export type FigureResult =
  | { figure: Figure; problems: [] }
  | { figure: undefined; problems: [FieldProblem, ...FieldProblem[]] }

/**
 * Types the attributes of a figure.
 *
 * @param attributes Text by name, defaults already merged in; without placement and content
 *   attributes. Unknown names become provider options.
 */
export function parseFigure(
  attributes: Readonly<Record<string, string>>,
  content: FigureContent,
): FigureResult {
  const options: Record<string, string> = {}
  const common: Record<string, string> = {}
  for (const [name, value] of Object.entries(attributes)) {
    if (Object.hasOwn(commonAttributes, name)) common[name] = value
    else options[name] = value
  }
  const parsed = commonAttributesSchema.safeParse(common)
  if (parsed.success) {
    const { format: formats, ...rest } = parsed.data
    const asked = formats === undefined ? {} : { formats }
    return { figure: { ...rest, ...asked, ...content, options }, problems: [] }
  }
  const [first, ...rest] = parsed.error.issues.map((issue) => toFieldProblem(issue, common))
  if (first === undefined) throw new Error('zod reported a failure without issues')
  return { figure: undefined, problems: [first, ...rest] }
}

/** Turns a schema issue on one attribute into a sentence with the value seen and what was expected. */
export function toFieldProblem(
  issue: z.core.$ZodIssue,
  attributes: Readonly<Record<string, unknown>>,
): FieldProblem {
  const field = String(issue.path[0] ?? '')
  if (issue.code === 'unrecognized_keys') {
    throw new Error('unknown attributes are told apart before the schema runs')
  }
  const text = attributes[field]
  // Of a list, one item is wrong.
  const item = issue.path[1]
  const seen = typeof item === 'number' ? splitFormats(String(text))[item] : text
  const value = seen === undefined ? 'nothing' : `\`${String(seen)}\``
  if (issue.code === 'invalid_value' && issue.values.length > 0) {
    const known = issue.values.map(String)
    const hint = seen === undefined ? undefined : suggestName(String(seen), known)
    return {
      field,
      code: 'attribute-invalid',
      message: `\`${field}\` is ${value}, expected ${known.map((name) => `\`${name}\``).join(', ')}`,
      hint: hint?.startsWith('Did') ? hint : undefined,
    }
  }
  return { field, code: 'attribute-invalid', message: `\`${field}\` is ${value}: ${issue.message}` }
}
