const mostChanges = 20

/** The values that differ between two JSON documents, each as `path: before -> after`. */
export function listChanges(before: unknown, after: unknown): string[] {
  const changes: string[] = []
  compare(before, after, '', changes)
  if (changes.length <= mostChanges) return changes
  return [...changes.slice(0, mostChanges), `and ${changes.length - mostChanges} more`]
}

function compare(before: unknown, after: unknown, path: string, changes: string[]): void {
  if (Object.is(before, after)) return
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const step = Array.isArray(after) ? `[${name}]` : `${path === '' ? '' : '.'}${name}`
      compare(memberOf(before, name), memberOf(after, name), `${path}${step}`, changes)
    }
    return
  }
  changes.push(`${path}: ${show(before)} -> ${show(after)}`)
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function memberOf(container: object, name: string): unknown {
  return Object.hasOwn(container, name) ? Reflect.get(container, name) : undefined
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
