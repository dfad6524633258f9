/**
 * What `npm install figmill` puts on the disk: the four packages as npm packs them, and every
 * package they need. Run: `npm run build && node bench/size.ts`.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { printTable } from './table.ts'

interface Manifest {
  name: string
  version: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

interface InstalledPackage {
  name: string
  version: string
  isOurs: boolean
  files: number
  sizeBytes: number
  /** Names of the packages that ask for it. */
  askedBy: string[]
}

const workspace = fileURLToPath(new URL('../', import.meta.url))
const installed = new Map<string, InstalledPackage>()

add(join(workspace, 'packages/cli'), '')
const packages = [...installed.values()].sort((left, right) => right.sizeBytes - left.sizeBytes)
const totalBytes = packages.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
const files = packages.reduce((sum, { files }) => sum + files, 0)
const ours = packages.filter(({ isOurs }) => isOurs)

console.log(
  `figmill with its dependencies: ${megabytes(totalBytes)} MB, ${packages.length} packages, ${files} files`,
)
console.log(`of which ours: ${megabytes(ours.reduce((sum, one) => sum + one.sizeBytes, 0))} MB\n`)
printTable([
  ['package', 'version', 'MB', '%', 'files', 'for'],
  ...packages
    .filter(({ isOurs }, index) => index < 12 || isOurs)
    .map(({ askedBy, files, name, sizeBytes, version }) => [
      name,
      version,
      megabytes(sizeBytes),
      ((sizeBytes / totalBytes) * 100).toFixed(0),
      String(files),
      askedBy.slice(0, 2).join(', '),
    ]),
])
console.log('\nBy what we depend on ourselves, with everything it brings:')
const direct = [...new Set(ours.flatMap(({ name }) => directDependencies(name)))]
printTable([
  ['dependency', 'MB', 'packages'],
  ...direct
    .map((folder) => closure(folder))
    .sort((left, right) => right.sizeBytes - left.sizeBytes)
    .slice(0, 10)
    .map(({ name, packages, sizeBytes }) => [name, megabytes(sizeBytes), String(packages)]),
])

/** Adds a package and what it needs; each folder counts once. */
function add(folder: string, askedBy: string): void {
  const path = realpathSync(folder)
  const known = installed.get(path)
  if (known !== undefined) {
    known.askedBy.push(askedBy)
    return
  }
  const manifest = readManifest(path)
  const isOurs = !path.includes('node_modules')
  const size = isOurs ? measurePacked(path) : measureFolder(path)
  installed.set(path, {
    name: manifest.name,
    version: manifest.version,
    isOurs,
    askedBy: askedBy === '' ? [] : [askedBy],
    ...size,
  })
  for (const dependency of findDependencies(path, manifest)) add(dependency, manifest.name)
}

/** Folders of the packages that npm installs for one; optional ones when they are there. */
function findDependencies(path: string, manifest: Manifest): string[] {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = manifest
  const peers = Object.keys(peerDependencies ?? {}).filter(
    (name) => peerDependenciesMeta?.[name]?.optional !== true,
  )
  const optional = Object.keys(optionalDependencies ?? {})
  const names = new Set([...Object.keys(dependencies ?? {}), ...peers, ...optional])
  return [...names].flatMap((name) => {
    const found = findPackage(path, name)
    if (found === undefined && !optional.includes(name)) {
      throw new Error(`${name}, which ${manifest.name} needs, is not installed`)
    }
    return found ?? []
  })
}

function findPackage(from: string, name: string): string | undefined {
  const candidate = join(from, 'node_modules', name)
  if (existsSync(join(candidate, 'package.json'))) return candidate
  const parent = dirname(from)
  return parent === from ? undefined : findPackage(parent, name)
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

function measurePacked(folder: string): { files: number; sizeBytes: number } {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [packed] = JSON.parse(output) as [{ entryCount: number; unpackedSize: number }]
  return { files: packed.entryCount, sizeBytes: packed.unpackedSize }
}

function measureFolder(folder: string): { files: number; sizeBytes: number } {
  const total = { files: 0, sizeBytes: 0 }
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name === 'node_modules') continue
      const inside = measureFolder(path)
      total.files += inside.files
      total.sizeBytes += inside.sizeBytes
    } else if (entry.isFile()) {
      total.files += 1
      total.sizeBytes += statSync(path).size
    }
  }
  return total
}

function directDependencies(name: string): string[] {
  const [path] = [...installed].find(([, entry]) => entry.name === name && entry.isOurs) ?? []
  if (path === undefined) return []
  return findDependencies(path, readManifest(path))
    .map((folder) => realpathSync(folder))
    .filter((folder) => installed.get(folder)?.isOurs === false)
}

function closure(folder: string): { name: string; packages: number; sizeBytes: number } {
  const seen = new Set<string>()
  const visit = (path: string) => {
    if (seen.has(path)) return
    seen.add(path)
    for (const inner of findDependencies(path, readManifest(path))) visit(realpathSync(inner))
  }
  visit(folder)
  const sizeBytes = [...seen].reduce((sum, path) => sum + (installed.get(path)?.sizeBytes ?? 0), 0)
  return { name: installed.get(folder)?.name ?? folder, packages: seen.size, sizeBytes }
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(bytes < 1_000_000 ? 2 : 1)
}
