import type { JsonObject, JsonValue } from '../../../json.js'

/** What a Vega-Lite spec says of itself: its description or title, its marks and fields. */
export function describeSpec(
  spec: JsonObject,
  rows: readonly JsonObject[] | undefined,
): { title: string; description: string } {
  const title = textOf(spec.title) ?? 'Chart'
  if (typeof spec.description === 'string') return { title, description: spec.description }
  const marks = new Set<string>()
  const fields = new Set<string>()
  collect(spec, marks, fields)
  const drawn = marks.size === 0 ? 'Chart' : `Chart of ${[...marks].join(' and ')} marks`
  const shown = fields.size === 0 ? '' : ` showing ${[...fields].join(', ')}`
  const values = isObject(spec.data) && Array.isArray(spec.data.values) ? spec.data.values : rows
  const count = values === undefined ? '' : ` for ${values.length} rows`
  const heading = title === 'Chart' ? '' : `${title}. `
  return { title, description: `${heading}${drawn}${shown}${count}.` }
}

function collect(value: JsonValue | undefined, marks: Set<string>, fields: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, marks, fields)
    return
  }
  if (!isObject(value)) return
  const mark = isObject(value.mark) ? value.mark.type : value.mark
  if (typeof mark === 'string') marks.add(mark)
  if (isObject(value.encoding)) {
    for (const channel of Object.values(value.encoding)) {
      if (isObject(channel) && typeof channel.field === 'string') fields.add(channel.field)
    }
  }
  for (const name of ['layer', 'hconcat', 'vconcat', 'concat', 'spec']) {
    collect(value[name], marks, fields)
  }
}

function textOf(title: JsonValue | undefined): string | undefined {
  if (typeof title === 'string') return title
  if (Array.isArray(title)) return title.map(String).join(' ')
  return isObject(title) ? textOf(title.text) : undefined
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
