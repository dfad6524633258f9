import { FigureError } from './errors.js'

export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject
export interface JsonObject {
  [name: string]: JsonValue
}

/** Deeper nesting than this is refused: it is an attack or an accident, never a figure. */
export const maxDepth = 200

/**
 * Serialises to canonical JSON (RFC 8785): members sorted by UTF-16 code unit, shortest
 * numbers, no white space. Equal values give equal text on every machine.
 *
 * @throws {FigureError} `data-invalid` for what JSON cannot hold (NaN, infinities, lone
 *   surrogates, `undefined`, functions, class instances, cycles, nesting beyond 200).
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0)
}

function write(value: unknown, depth: number): string {
  if (depth > maxDepth) throw reject(`nesting deeper than ${maxDepth} levels`)
  switch (typeof value) {
    case 'boolean':
      return String(value)
    case 'number':
      if (!Number.isFinite(value)) throw reject(`the number ${value}`)
      // ECMAScript's number-to-string is the algorithm RFC 8785 prescribes; `-0` prints as 0.
      return String(value)
    case 'string':
      if (!value.isWellFormed()) throw reject('a string with half a surrogate pair')
      return JSON.stringify(value)
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return writeArray(value, depth)
      if (isPlainObject(value)) return writeObject(value, depth)
  }
  throw reject(describe(value))
}

function writeArray(items: readonly unknown[], depth: number): string {
  const parts: string[] = []
  // An index loop, because the holes of a sparse array must be refused, not skipped.
  for (let index = 0; index < items.length; index++) parts.push(write(items[index], depth + 1))
  return `[${parts.join(',')}]`
}

function writeObject(object: Record<string, unknown>, depth: number): string {
  // The default sort compares UTF-16 code units, as the RFC requires; a locale sort would not.
  const names = Object.keys(object).sort()
  const members = names.map((name) => `${write(name, depth + 1)}:${write(object[name], depth + 1)}`)
  return `{${members.join(',')}}`
}

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor.name}`
  return `a value of type ${typeof value}`
}

function reject(what: string): FigureError {
  return new FigureError('data-invalid', `JSON cannot hold ${what}`)
}
