import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from './harness.ts'

/** Modules of a package that a Node.js program loaded. */
export interface LoadedPackage {
  /** Name of the package; `figmill:core` and the like for our own. */
  name: string
  modules: number
  sizeBytes: number
}

/** One module, whether it came as a file of its own or inside a bundled one. */
export interface LoadedModule {
  /** Absolute path of its source. */
  path: string
  sizeBytes: number
}

/** What a Node.js program loaded besides Node.js itself, largest first. */
export function listLoadedPackages(command: Command): LoadedPackage[] {
  const packages = new Map<string, LoadedPackage>()
  for (const { path, sizeBytes } of listLoadedModules(command)) {
    const name = packageOf(path)
    const entry = packages.get(name) ?? { name, modules: 0, sizeBytes: 0 }
    entry.modules += 1
    entry.sizeBytes += sizeBytes
    packages.set(name, entry)
  }
  return [...packages.values()].sort((left, right) => right.sizeBytes - left.sizeBytes)
}

/** The modules a Node.js program loaded, in order. */
export function listLoadedModules({ argv, cwd, prepare }: Command): LoadedModule[] {
  const [node, ...rest] = argv
  const hook = new URL('./record-modules.mjs', import.meta.url)
  const folder = mkdtempSync(join(tmpdir(), 'figmill-modules-'))
  const output = join(folder, 'modules.json')
  prepare?.()
  try {
    spawnSync(node, ['--import', hook.href, ...rest], {
      cwd,
      stdio: 'ignore',
      env: { ...process.env, FIGMILL_BENCH_MODULES: output },
    })
    const urls = JSON.parse(readFileSync(output, 'utf8')) as string[]
    return urls.flatMap((url) => unbundle(fileURLToPath(url)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The bundler starts each module with a comment that names its file, relative to the package. */
const moduleMarker = /^\/\/ ((?:\.\.\/|src\/)\S+\.(?:[cm]?js|ts))$/gm

function unbundle(path: string): LoadedModule[] {
  const text = readFileSync(path, 'utf8')
  const markers = [...text.matchAll(moduleMarker)]
  if (markers.length === 0) return [{ path, sizeBytes: text.length }]
  return markers.map(({ index, 1: name = '' }, number) => ({
    path: resolve(dirname(path), '..', name),
    sizeBytes: (markers[number + 1]?.index ?? text.length) - index,
  }))
}

function packageOf(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(slashed)
  if (dependency?.[1] !== undefined) return dependency[1]
  const own = /\/packages\/([^/]+)\//.exec(slashed)
  return own?.[1] === undefined ? 'others' : `figmill:${own[1]}`
}
