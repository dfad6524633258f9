import * as z from 'zod'
import { normalizeText } from '../../../digest.js'
import { splitFormats } from '../../../figure.js'
import { optionTypes } from '../read-options.js'

/** What of the service a figure can ask for: the last part of the path. */
export const operations = ['generate', 'generate-from-pdf', 'plot'] as const

export type Operation = (typeof operations)[number]

export const words = z.string().regex(/\S/, 'expected a text').transform(normalizeText)

/** Who writes and reviews: fields of all requests that need a model. */
export const vlmOptions = {
  vlm_provider: z.enum(['gemini', 'openrouter', 'kie', 'apimart']).optional(),
  vlm_model: words.optional(),
}

export const ratios = [
  'auto',
  '1:1',
  '5:4',
  '2:3',
  '3:2',
  '3:4',
  '4:5',
  '4:3',
  '9:16',
  '16:9',
  '21:9',
] as const

const imageModels = [
  'nano-banana-pro',
  'google/nano-banana',
  'nano-banana-2',
  'gpt-image-2-text-to-image',
] as const

const aspect = z.enum(ratios).optional()
const model = z.enum(imageModels).optional()
const resolution = z.enum(['1K', '2K', '4K']).optional()
const format = z
  .string()
  .transform(splitFormats)
  .pipe(z.array(z.enum(['png', 'svg', 'pdf'])))
  .refine((names) => new Set(names).size === names.length, 'expected each format once')
  .optional()

const pageSelection = /^[1-9]\d*(?:-[1-9]\d*)?(?:,[1-9]\d*(?:-[1-9]\d*)?)*$/

const ownOptions = {
  iterations: optionTypes.whole(1, 10).default(3),
  aspect_ratio: aspect,
  output_formats: format,
  ...vlmOptions,
  caption: words.optional(),
  image_model: model,
  image_resolution: resolution,
  /** Counted from 1. */
  pages: z.string().regex(pageSelection, 'expected pages such as `1`, `1,3-5` or `5-3`').optional(),
}

/** Common attributes stand among them under their own names. */
export const figureOptions = z.object({ ...ownOptions, aspect, format, model, resolution })

export const optionNames = Object.keys(ownOptions)

type OptionName = keyof typeof ownOptions

const drawing: OptionName[] = [
  'iterations',
  'aspect_ratio',
  'output_formats',
  'vlm_provider',
  'vlm_model',
]
const diagram: OptionName[] = [...drawing, 'caption', 'image_model', 'image_resolution']
const taken: Record<Operation, readonly string[]> = {
  generate: diagram,
  'generate-from-pdf': [...diagram, 'pages'],
  plot: drawing,
}

/** Attributes that every provider knows, and what this service calls them. */
export const synonyms = {
  aspect: 'aspect_ratio',
  format: 'output_formats',
  model: 'image_model',
  resolution: 'image_resolution',
} as const

/** The requests that have a field for an attribute. */
export function takersOf(name: string): Operation[] {
  const field: string = new Map<string, string>(Object.entries(synonyms)).get(name) ?? name
  return operations.filter((operation) => taken[operation].includes(field))
}
