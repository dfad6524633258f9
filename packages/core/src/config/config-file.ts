import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { FigureError } from '../errors.js'

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
  value: unknown
}

/** The nearest configuration file, from `folder` upwards. */
export function findConfigFile(folder: string): string | undefined {
  for (const name of configFileNames) {
    const path = join(folder, name)
    if (existsSync(path)) return path
  }
  const parent = dirname(folder)
  return parent === folder ? undefined : findConfigFile(parent)
}

/**
 * Reads the configuration without checking it: on a warm build, equal content needs no check.
 *
 * @throws {FigureError} `config-invalid` when the file cannot be read, parsed or run.
 */
export async function readConfigFile(path: string | undefined, cwd: string): Promise<ConfigFile> {
  if (path === undefined) return { path, root: cwd, text: undefined, value: {} }
  const root = dirname(path)
  try {
    if (!path.endsWith('.json')) {
      // The fragment makes Node.js load a file again that changed while a dev server was running.
      const version = statSync(path).mtimeMs
      const module: { default?: unknown } = await import(`${pathToFileURL(path)}#${version}`)
      if (module.default === undefined) throw new Error('it has no default export')
      return { path, root, text: undefined, value: module.default }
    }
    const text = readFileSync(path, 'utf8')
    return { path, root, text, value: JSON.parse(text) as unknown }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new FigureError('config-invalid', `${path} cannot be loaded: ${message}`, {
      cause: error,
      hint: 'Export the configuration as the default export, or write it as JSON.',
    })
  }
}
