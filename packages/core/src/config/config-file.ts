import { existsSync, readFileSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isDisconnected } from '../cache/disconnect-keyv.js'
import { FigureError, systemErrorCode } from '../errors.js'
import { type Place, ProblemsError } from '../problem.js'
import { isPlainObject, kindOf } from './value-kind.js'

/** In the order they are looked for. */
export const configFileNames = [
  'figmill.config.ts',
  'figmill.config.mts',
  'figmill.config.js',
  'figmill.config.mjs',
  'figmill.config.json',
] as const

/** A configuration as it was found, before it is checked. */
export interface ConfigFile {
  /** Absolute path; absent when there is no configuration file. */
  path: string | undefined
  /** Folder the project's paths are relative to. */
  root: string
  /** Text of a JSON configuration, for positions in messages. */
  text: string | undefined
  value: Readonly<Record<string, unknown>>
}

/**
 * The nearest configuration file, from `folder` upwards.
 *
 * @throws {FigureError} `config-invalid` when a folder has two: which one counts is nobody's guess.
 */
export function findConfigFile(folder: string): string | undefined {
  const [name, other] = configFileNames.filter((one) => existsSync(join(folder, one)))
  if (other !== undefined) {
    const message = `there are two configuration files in ${folder}: ${name} and ${other}`
    throw new FigureError('config-invalid', message, {
      hint: 'Remove one, or name the one that counts: with `--config`, or `config` of a plugin.',
    })
  }
  if (name !== undefined) return join(folder, name)
  const parent = dirname(folder)
  return parent === folder ? undefined : findConfigFile(parent)
}

/**
 * Reads the configuration without checking its options: on a warm build, equal content needs no
 * check.
 *
 * @throws {FigureError} `config-invalid` when the file cannot be read, parsed or run, or is no
 *   object; with its place in a JSON configuration.
 */
export async function readConfigFile(path: string | undefined, cwd: string): Promise<ConfigFile> {
  if (path === undefined) return { path, root: cwd, text: undefined, value: {} }
  const root = dirname(path)
  const facts = readFacts(path)
  if (!path.endsWith('.json')) {
    return { path, root, text: undefined, value: await runConfig(path, facts.mtimeMs) }
  }
  const text = readText(path).replace(/^\uFEFF/, '')
  return { path, root, text, value: requireObject(await parseText(text, path), path) }
}

/** How often a configuration had to be run again, by path. */
const reruns = new Map<string, number>()

async function runConfig(path: string, mtimeMs: number): Promise<ConfigFile['value']> {
  const load = async () => {
    // The fragment makes Node.js load a file again that changed while a dev server was running.
    const url = `${pathToFileURL(path)}#${mtimeMs}-${reruns.get(path) ?? 0}`
    return requireObject((await runModule(path, url)).default, path)
  }
  let value = await load()
  // Not every store can be opened again: it makes another one, unless it only imports it.
  for (let old: unknown; isDisconnected(value.sharedCache); value = await load()) {
    if (value.sharedCache === old) break
    old = value.sharedCache
    reruns.set(path, (reruns.get(path) ?? 0) + 1)
  }
  return value
}

/** @throws {ProblemsError} `config-invalid` for anything that is not a plain object. */
export function requireObject(
  value: unknown,
  path: string | undefined,
): Readonly<Record<string, unknown>> {
  if (isPlainObject(value)) return value
  const hints: Record<string, string> = {
    'a function': 'Export the object itself: call the function in the file.',
    'a Promise': 'Export the object itself: `export default await ...`.',
  }
  const kind = kindOf(value)
  throw invalidAt(
    path === undefined ? undefined : { file: basename(path), line: 1, column: 1 },
    `expected an object as configuration, saw ${kind}`,
    hints[kind],
  )
}

function readFacts(path: string): Stats {
  let facts: Stats
  try {
    facts = statSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw unreadable(path, error)
    throw new FigureError('config-invalid', `there is no configuration file ${path}`, {
      cause: error,
      hint: 'Check its name and folder, or leave it out: every option has a default.',
    })
  }
  if (facts.isFile()) return facts
  throw new FigureError('config-invalid', `${path} is not a file`, {
    hint: 'Name the configuration file itself.',
  })
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unreadable(path, error)
  }
}

async function parseText(text: string, path: string): Promise<unknown> {
  try {
    return JSON.parse(text)
  } catch {
    const { findJsonError } = await import('../data/json-error.js')
    const { message, offset } = await findJsonError(text)
    const lines = text.slice(0, offset).split('\n')
    const column = (lines.at(-1)?.length ?? 0) + 1
    throw invalidAt(
      { file: basename(path), line: lines.length, column },
      `the configuration is not valid JSON: ${message}`,
      'JSON has double quotes, and neither comments nor trailing commas.',
    )
  }
}

async function runModule(path: string, url: string): Promise<{ default?: unknown }> {
  let module: { default?: unknown }
  try {
    module = await import(url)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new FigureError('config-invalid', `${path} cannot be loaded: ${message}`, {
      cause: error,
      hint: hintForModule(error),
    })
  }
  if (module.default !== undefined) return module
  throw new FigureError('config-invalid', `${path} has no default export`, {
    hint: 'Export the configuration as the default export: `export default { ... }`.',
  })
}

function hintForModule(error: unknown): string {
  switch (systemErrorCode(error)) {
    case 'ERR_MODULE_NOT_FOUND':
      return 'Install the packages it imports, and check the paths of the files it imports.'
    case 'ERR_UNKNOWN_FILE_EXTENSION':
      return 'Give it an extension that Node.js runs (.ts, .mts, .js, .mjs), or write it as JSON.'
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return 'Node.js only leaves types out: use no enums, namespaces or parameter properties.'
    default:
      return 'Run the file with Node.js alone to see where this comes from.'
  }
}

function unreadable(path: string, error: unknown): FigureError {
  return new FigureError(
    'config-invalid',
    `${path} cannot be read: ${systemErrorCode(error) ?? String(error)}`,
    { cause: error, hint: 'Check that this user may read the file.' },
  )
}

function invalidAt(
  place: Place | undefined,
  message: string,
  hint: string | undefined,
): ProblemsError {
  return new ProblemsError([{ code: 'config-invalid', severity: 'error', message, hint, place }])
}
