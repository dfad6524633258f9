import type { JsonObject, JsonValue } from '../../../json.js'

/**
 * The files that a Vega-Lite spec takes its data from: every `url` in a `data` that is a path and
 * not an address. A text that is no JSON names none; `resolve` says what is wrong with it.
 */
export function findSpecFiles(text: string): string[] {
  const files = new Set<string>()
  try {
    mapData(JSON.parse(text) as JsonValue, (data) => {
      if (isPath(data.url)) files.add(data.url)
      return data
    })
  } catch {
    return []
  }
  return [...files]
}

/** The spec with what its files hold in the place of their names. */
export function inlineSpecFiles(
  spec: JsonValue,
  files: Readonly<Record<string, JsonValue>>,
): JsonValue {
  return mapData(spec, (data) => {
    const { format, url, ...rest } = data
    const values = isPath(url) ? files[url] : undefined
    if (values === undefined) return data
    // Rows have been read: only how their columns are to be taken still means something.
    const parse = isObject(format) ? format.parse : undefined
    return { ...rest, values, ...(parse === undefined ? {} : { format: { parse } }) }
  })
}

/** Goes through everything but rows; `change` sees each object that stands behind `data`. */
function mapData(value: JsonValue, change: (data: JsonObject) => JsonObject): JsonValue {
  if (Array.isArray(value)) return value.map((item) => mapData(item, change))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (name === 'values' || name === 'datasets') return [name, member]
      const mapped = mapData(member, change)
      return [name, name === 'data' && isObject(mapped) ? change(mapped) : mapped]
    }),
  )
}

function isPath(url: JsonValue | undefined): url is string {
  return typeof url === 'string' && url !== '' && !/^(?:[a-z][a-z\d+.-]*:|[/\\])/i.test(url)
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
