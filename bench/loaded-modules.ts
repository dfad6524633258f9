import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from './harness.ts'

/** Modules of a package that a Node.js program loaded. */
export interface LoadedPackage {
  /** Name of the package; `figmill:core` and the like for our own. */
  name: string
  modules: number
  sizeBytes: number
}

/** What a Node.js program loaded besides Node.js itself, largest first. */
export function listLoadedPackages(command: Command): LoadedPackage[] {
  const packages = new Map<string, LoadedPackage>()
  for (const path of listLoadedModules(command)) {
    const name = packageOf(path)
    const entry = packages.get(name) ?? { name, modules: 0, sizeBytes: 0 }
    entry.modules += 1
    entry.sizeBytes += readFileSync(path).byteLength
    packages.set(name, entry)
  }
  return [...packages.values()].sort((left, right) => right.sizeBytes - left.sizeBytes)
}

/** Absolute paths of the modules a Node.js program loaded, in order. */
export function listLoadedModules({ argv, cwd, prepare }: Command): string[] {
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
    return urls.map((url) => fileURLToPath(url))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function packageOf(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(slashed)
  if (dependency?.[1] !== undefined) return dependency[1]
  const own = /\/packages\/([^/]+)\//.exec(slashed)
  return own?.[1] === undefined ? 'others' : `figmill:${own[1]}`
}
