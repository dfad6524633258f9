import type { JsonObject, JsonValue } from '../../../json.js'
import { suggestName } from '../../../nearest-name.js'

/** Notes a problem of the data; reading goes on. */
export type Reject = (message: string, hint?: string) => void

const members = {
  node: ['id', 'name', 'label', 'shape', 'group'],
  edge: ['from', 'to', 'source', 'target', 'label', 'arrows', 'line'],
  group: ['id', 'name', 'label', 'parent', 'nodes'],
} as const

/** Id and label of a node or group; told apart from the rows before. */
export function readNamed(
  kind: 'node' | 'group',
  entry: JsonValue,
  index: number,
  rows: Map<string, number>,
  reject: Reject,
): { id: string; label: string } | undefined {
  const id = idOf(entry)
  const what = `${kind === 'node' ? 'Node' : 'Group'} ${index + 1} of \`data\``
  if (id === undefined || id.trim() === '') {
    reject(`${what} has no \`id\``, 'Write `"name"` or `{"id": "name"}`.')
    return undefined
  }
  if (isObject(entry)) checkMembers(kind, entry, what, reject)
  const row = rows.get(id)
  if (row !== undefined) {
    const hint = 'Give each its own `id`; two may have the same `label`.'
    reject(`The ${kind} \`${id}\` is given twice, as number ${row} and ${index + 1}`, hint)
    return undefined
  }
  rows.set(id, index + 1)
  const label = isObject(entry) ? textOf(entry.label) : undefined
  return { id, label: label ?? id }
}

export function checkMembers(
  kind: keyof typeof members,
  entry: JsonObject,
  what: string,
  reject: Reject,
): void {
  for (const name of Object.keys(entry)) {
    if (members[kind].some((known) => known === name)) continue
    reject(`${what} has \`${name}\`, which means nothing here`, suggestName(name, members[kind]))
  }
}

export function idOf(entry: JsonValue): string | undefined {
  return isObject(entry) ? (textOf(entry.id) ?? textOf(entry.name)) : textOf(entry)
}

export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

export function toList(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : []
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
