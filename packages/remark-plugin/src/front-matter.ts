import type { Problem } from '@figmill/core'
import { type AttributeLayer, createLayer, type PlacedAttribute } from './attribute-layers.js'
import type { SourceText } from './directive.js'
import { type SourceLines, sourceOffset } from './source-lines.js'

export interface FrontMatterReading {
  defaults: AttributeLayer
  problems: Problem[]
}

const nothing: FrontMatterReading = { defaults: new Map(), problems: [] }

/** Reads the defaults under `figures:` in a document's front matter. */
export async function readFrontMatter(
  text: SourceText | undefined,
  lines: SourceLines,
): Promise<FrontMatterReading> {
  // Most front matter says nothing about figures, and the YAML parser is not free.
  if (text === undefined || !/^figures\s*:/m.test(text.value)) return nothing
  const { isMap, isScalar, parseDocument } = await import('yaml')
  const placeAt = (offset: number) => lines.placeAt(sourceOffset(text, offset))
  const document = parseDocument(text.value, { prettyErrors: false })
  const [failure] = document.errors
  if (failure !== undefined) {
    return fail(`the front matter is not valid YAML: ${failure.message}`, placeAt(failure.pos[0]))
  }
  const figures: unknown = document.get('figures', true)
  if (isScalar(figures) && figures.value === null) return nothing
  if (!isMap(figures)) {
    const offset = isScalar(figures) ? (figures.range?.[0] ?? 0) : 0
    return fail('`figures` is not a list of names and values', placeAt(offset))
  }
  const problems: Problem[] = []
  const attributes: PlacedAttribute[] = []
  for (const { key, value } of figures.items) {
    if (!isScalar(key)) continue
    const place = placeAt(key.range?.[0] ?? 0)
    const plain: unknown = isScalar(value) ? value.value : undefined
    if (['string', 'number', 'boolean'].includes(typeof plain)) {
      attributes.push({ name: String(key.value), value: String(plain), place })
    } else {
      problems.push(
        problem(`\`figures.${String(key.value)}\` is not a text, number or boolean`, place),
      )
    }
  }
  return { defaults: createLayer(attributes), problems }
}

function fail(message: string, place: Problem['place']): FrontMatterReading {
  return { defaults: new Map(), problems: [problem(message, place)] }
}

function problem(message: string, place: Problem['place']): Problem {
  return {
    code: 'front-matter-invalid',
    severity: 'error',
    message,
    hint: 'Write defaults of figures as `figures:` and below it, indented, `name: value` lines.',
    place,
  }
}
