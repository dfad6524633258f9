import type { FigureSource } from '../../../figure.js'
import type { JsonObject, JsonValue } from '../../../json.js'
import type { FieldProblem } from '../../../problem.js'
import { readTable } from '../plot/table.js'
import { inlineSpecFiles } from './spec-files.js'

/** What a spec draws is one of these. */
const views = ['mark', 'layer', 'facet', 'repeat', 'concat', 'hconcat', 'vconcat'] as const

type SpecResult =
  | { operation: 'vega-lite'; parts: { spec: JsonObject; rows?: JsonObject[] } }
  | { problems: FieldProblem[] }

/**
 * Reads a Vega-Lite spec as the author wrote it, with what its files hold; data of the figure fills
 * in for data it names.
 */
export function readSpec(
  { files = {}, text }: Pick<FigureSource, 'files' | 'text'>,
  data: JsonValue | undefined,
): SpecResult {
  let spec: JsonValue
  try {
    spec = inlineSpecFiles(JSON.parse(text) as JsonValue, files)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return reject(`The Vega-Lite spec is not JSON: ${message}`)
  }
  if (!isObject(spec)) return reject('The Vega-Lite spec is not a JSON object')
  const schema = spec.$schema
  if (typeof schema === 'string' && !schema.includes('vega-lite')) {
    return reject(`\`$schema\` is \`${schema}\`, expected one of Vega-Lite`)
  }
  if (!views.some((name) => spec[name] !== undefined)) {
    return reject('The Vega-Lite spec has no `mark`', `Expected one of \`${views.join('`, `')}\`.`)
  }
  const reaching = findReaching(spec, '')
  if (reaching !== undefined) return reject(reaching.message, reaching.hint)
  if (data === undefined) return { operation: 'vega-lite', parts: { spec } }
  if (spec.data !== undefined && !isNamed(spec.data)) {
    return reject(
      'The Vega-Lite spec has its own `data`, and the figure has data too',
      'Keep one of the two.',
    )
  }
  const read = readTable(data)
  if ('problem' in read) return { problems: [read.problem] }
  const rows = Array.from({ length: read.table.rowCount }, (_, row) =>
    Object.fromEntries(read.table.columns.map(({ name, values }) => [name, values[row] ?? null])),
  )
  return { operation: 'vega-lite', parts: { spec, rows } }
}

/** The first part of a spec that would load something. */
function findReaching(
  value: JsonValue,
  path: string,
): { message: string; hint: string } | undefined {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = findReaching(item, `${path}[${index}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (!isObject(value)) return undefined
  for (const [name, member] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`
    if (name === 'values' || name === 'datasets') continue
    if (name === 'url' && (typeof member === 'string' || isObject(member))) {
      const seen = typeof member === 'string' ? `\`${member}\`` : 'something'
      return {
        message: `\`${at}\` of the spec asks for ${seen}, and \`local\` loads nothing while drawing`,
        hint: 'Download the data into the project and write its path, relative to the document.',
      }
    }
    if (name === 'href') {
      return {
        message: `\`${at}\` of the spec is a link, and a picture has none`,
        hint: 'Leave it out.',
      }
    }
    if (name === 'sequence' && isObject(member)) {
      const { start = 0, stop = 0, step = 1 } = member
      const count = Math.abs((Number(stop) - Number(start)) / Number(step))
      if (!(count <= 20_000)) {
        const seen = Number.isNaN(count) ? 'is not made of numbers' : `makes ${count} rows`
        return {
          message: `\`${at}\` of the spec ${seen}, expected at most 20000 rows`,
          hint: 'Write `start`, `stop` and `step` as numbers, with a larger `step`.',
        }
      }
    }
    if ((name === 'mark' && member === 'image') || (name === 'type' && member === 'image')) {
      return {
        message: `\`${at}\` of the spec is \`image\`, and \`local\` loads nothing while drawing`,
        hint: 'Use another mark.',
      }
    }
    const found = findReaching(member, at)
    if (found !== undefined) return found
  }
  return undefined
}

function isNamed(data: JsonValue): boolean {
  return isObject(data) && typeof data.name === 'string' && data.values === undefined
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function reject(message: string, hint?: string): SpecResult {
  return { problems: [{ field: 'source', code: 'data-invalid', message, hint }] }
}
