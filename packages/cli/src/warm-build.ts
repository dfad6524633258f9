import { statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import {
  disconnectKeyv,
  findConfigFile,
  type Problem,
  readConfigFile,
  readReportIfCurrent,
  snapshotName,
} from '@figmill/core/internal-warm'
import type { CommandOptions } from './command-line.js'
import { version } from './version.js'

/** What a build tells when it is done, kept for the next one that finds nothing to do. */
export interface StoredReport {
  documents: number
  figures: number
  figuresFolder: string
  warnings: readonly Problem[]
}

/**
 * This program: after an update or a rebuild, an old answer means nothing. Not every package manager
 * gives the files of an update another time.
 */
const program = `${version} ${import.meta.filename} ${statSync(import.meta.filename).mtimeMs}`

/** Which build this is: two builds with the same identity and the same files have the same result. */
export interface BuildIdentity {
  root: string
  /** Absolute. */
  snapshotPath: string
  identity: string
  /** Where it writes, relative to the root. */
  written: { cacheDir: string; outDir: string; lockfile: string }
  /** Closes the connection that a configuration with a shared cache has opened, if so. Never fails. */
  close: (() => Promise<void>) | undefined
}

/**
 * Works out the identity from the command line and the configuration as it is written. A
 * configuration in JavaScript is run each time, because what it exports may depend on anything.
 */
export async function identifyBuild(
  cwd: string,
  operands: readonly string[],
  options: CommandOptions,
): Promise<BuildIdentity> {
  const configPath = options.config ? resolve(cwd, options.config) : findConfigFile(cwd)
  const { root, value } = await readConfigFile(configPath, cwd)
  const { config: _, frozen, json, quiet, watch, concurrency, ...shaping } = options
  const commandLine = JSON.stringify({ cwd: relative(root, cwd), operands, shaping })
  const config = value
  const sharedCache: unknown = Reflect.get(config, 'sharedCache')
  const written = {
    cacheDir: relative(root, resolve(root, textOption(config, 'cacheDir') ?? '.figmill')),
    outDir: relative(
      root,
      resolve(options.out ? cwd : root, options.out ?? textOption(config, 'outDir') ?? 'build'),
    ),
    lockfile: relative(root, resolve(root, textOption(config, 'lockfile') ?? 'figmill.lock')),
  }
  return {
    root,
    snapshotPath: join(root, written.cacheDir, 'snapshots', snapshotName(commandLine)),
    identity: JSON.stringify({ program, root, commandLine, configPath, config: toText(config) }),
    written,
    close: sharedCache === undefined ? undefined : () => disconnectKeyv(sharedCache),
  }
}

/** One option of a configuration that is not checked yet. */
function textOption(config: object, name: string): string | undefined {
  const value: unknown = Reflect.get(config, name)
  return typeof value === 'string' ? value : undefined
}

/**
 * The configuration as text. A Keyv instance is not data, and does not change what a build without
 * misses gives.
 */
function toText(config: object): string {
  try {
    return JSON.stringify({ ...config, sharedCache: 'sharedCache' in config })
  } catch {
    // What is wrong with it is told by the build, and no two of these are alike.
    return `no JSON, ${Date.now()}`
  }
}

/** The report of the last build, if everything still is as it left it. */
export function findCurrentReport(build: BuildIdentity): StoredReport | undefined {
  // A short path is looked up faster than a long one, and there are thousands.
  const root = relative(process.cwd(), build.root) || '.'
  const report = readReportIfCurrent(build.snapshotPath, build.identity, root)
  return report === undefined ? undefined : (JSON.parse(report) as StoredReport)
}
