/** Whether a value is an object as braces make it, from whatever realm. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** What a value is, without what is in it, for messages: `a list`, `a function`, `a Map`. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value !== 'object') return `a ${typeof value}`
  if (isPlainObject(value)) return 'an object'
  const maker: unknown = Reflect.get(value, 'constructor')
  return typeof maker === 'function' ? `a ${maker.name}` : 'an object'
}
