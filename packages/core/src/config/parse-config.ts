import { relative } from 'node:path'
import type * as z from 'zod'
import { suggestName } from '../nearest-name.js'
import { type Problem, ProblemsError } from '../problem.js'
import { configSchema, type ResolvedConfig } from './config.js'
import type { ConfigFile } from './config-file.js'

/**
 * Checks a configuration and fills in its defaults.
 *
 * @throws {ProblemsError} with every problem, each at its place in a JSON configuration.
 */
export async function parseConfig(file: ConfigFile): Promise<ResolvedConfig> {
  const parsed = configSchema.safeParse(file.value)
  if (parsed.success) return parsed.data
  const placeOf = await createPlaceFinder(file)
  throw new ProblemsError(
    parsed.error.issues.flatMap((issue) => toProblems(issue, file.value, placeOf)),
  )
}

type PlaceFinder = (path: readonly PropertyKey[]) => Problem['place']

function toProblems(issue: z.core.$ZodIssue, config: unknown, placeOf: PlaceFinder): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'config-invalid',
      severity: 'error',
      message: `unknown option \`${key}\``,
      hint: suggestName(key, Object.keys(configSchema.shape)),
      place: placeOf([...issue.path, key]),
    }))
  }
  const name = issue.path.map(String).join('.')
  const seen: unknown = issue.path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    config,
  )
  return [
    {
      code: 'config-invalid',
      severity: 'error',
      message: `\`${name || 'configuration'}\` is ${describe(seen)}: ${expectation(issue)}`,
      hint:
        issue.code === 'invalid_value'
          ? suggestName(String(seen), issue.values.map(String))
          : undefined,
      place: placeOf(issue.path),
    },
  ]
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `expected ${issue.expected}`
  if (issue.code === 'invalid_value') {
    return `expected ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
  }
  return issue.message
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = typeof value === 'function' ? 'a function' : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** Positions come from YAML's parser, which reads JSON and keeps the range of every key. */
async function createPlaceFinder(file: ConfigFile): Promise<PlaceFinder> {
  if (file.path === undefined) return () => undefined
  const name = relative(file.root, file.path)
  if (file.text === undefined) return () => ({ file: name, line: 1, column: 1 })
  const { isMap, isScalar, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false })
  return (path) => {
    let node: unknown = document.contents
    let offset = 0
    for (const key of path) {
      if (!isMap(node)) break
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key)
      if (pair === undefined) break
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset
      node = pair.value
    }
    const { line, col } = lines.linePos(offset)
    return { file: name, line, column: col }
  }
}
