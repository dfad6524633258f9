import { relative } from 'node:path'
import type * as z from 'zod'
import { suggestName } from '../nearest-name.js'
import { type Problem, ProblemsError } from '../problem.js'
import { type ConfigFile, requireObject } from './config-file.js'
import type { ResolvedConfig } from './resolved-config.js'
import { defaultConfig } from './resolved-config.js'
import { kindOf } from './value-kind.js'

/**
 * Checks a configuration and fills in its defaults.
 *
 * @throws {ProblemsError} with every problem, each at its place in a JSON configuration.
 */
export async function parseConfig(file: ConfigFile): Promise<ResolvedConfig> {
  const value = requireObject(file.value, file.path)
  // Where there is nothing to check, the schema need not be loaded: that is half of a look-up.
  if (Object.keys(value).length === 0) return structuredClone(defaultConfig)
  const { createConfigSchema } = await import('./config.js')
  const schema = createConfigSchema(file.root)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const placeOf = await createPlaceFinder(file)
  throw new ProblemsError(
    parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? toUnknownOptions(issue, optionsAt(schema, issue.path), placeOf)
        : toProblem(issue, file.value, placeOf),
    ),
  )
}

/** What may stand below a path; nothing where that depends on what else is there. */
function optionsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'optional':
    case 'default':
      return optionsAt(def.innerType, path)
    case 'array':
      return optionsAt(def.element, path.slice(1))
    case 'record':
      return optionsAt(def.valueType, path.slice(1))
    case 'object': {
      const [name, ...rest] = path
      const below = name === undefined ? undefined : def.shape[String(name)]
      if (below !== undefined) return optionsAt(below, rest)
      return name === undefined ? Object.keys(def.shape) : []
    }
    default:
      return []
  }
}

type PlaceFinder = (path: readonly PropertyKey[]) => Problem['place']

function toUnknownOptions(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  options: readonly string[],
  placeOf: PlaceFinder,
): Problem[] {
  return issue.keys.map((key) => ({
    code: 'config-invalid',
    severity: 'error',
    message: `unknown option \`${[...issue.path, key].map(String).join('.')}\``,
    hint: options.length === 0 ? undefined : suggestName(key, options),
    place: placeOf([...issue.path, key]),
  }))
}

function toProblem(issue: z.core.$ZodIssue, config: unknown, placeOf: PlaceFinder): Problem {
  const name = issue.path.map(String).join('.')
  const seen: unknown = issue.path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    config,
  )
  // The address of a store may hold a password, and a service's settings its key or a secret.
  const isSecret =
    issue.path[0] === 'sharedCache' ||
    issue.path.some((name) => name === 'apiKey' || name === 'webhook')
  const shown = isSecret ? kindOf(seen) : describe(seen)
  return {
    code: 'config-invalid',
    severity: 'error',
    message: `\`${name}\` is ${shown}: ${expectation(issue)}`,
    hint: hintOf(issue, seen),
    place: placeOf(issue.path),
  }
}

function hintOf(issue: z.core.$ZodIssue, seen: unknown): string | undefined {
  if (issue.code === 'invalid_value') return suggestName(String(seen), issue.values.map(String))
  const hint: unknown = issue.code === 'custom' ? issue.params?.hint : undefined
  return typeof hint === 'string' ? hint : undefined
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
  const text = toJson(value) ?? kindOf(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** Nothing for what JSON cannot hold, such as functions, cycles and large integers. */
function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

/** Positions come from YAML's parser, which reads JSON and keeps the range of every key. */
async function createPlaceFinder(file: ConfigFile): Promise<PlaceFinder> {
  if (file.path === undefined) return () => undefined
  const name = relative(file.root, file.path)
  if (file.text === undefined) return () => ({ file: name, line: 1, column: 1 })
  const { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false })
  return (path) => {
    let node: unknown = document.contents
    let offset = 0
    for (const key of path) {
      if (isSeq(node)) {
        node = node.items[Number(key)]
        if (isNode(node)) offset = node.range?.[0] ?? offset
        continue
      }
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
