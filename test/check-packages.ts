/**
 * Checks the packages as people would install them: what `npm pack` puts in, what publint says of
 * the manifest, and whether TypeScript finds the types under every way of resolving modules.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

const root = fileURLToPath(new URL('..', import.meta.url))
const binaries = join(root, 'node_modules/.bin')
const target = mkdtempSync(join(tmpdir(), 'figmill-pack-'))
const failures: string[] = []
/** Entries that are files for other programs. */
const notModules = ['--exclude-entrypoints', 'pandoc/crossref.lua']

try {
  for (const folder of readdirSync(join(root, 'packages'))) await checkPackage(folder)
} finally {
  rmSync(target, { recursive: true })
}

for (const failure of failures) console.error(failure)
console.log(failures.length === 0 ? 'packages: all well' : `packages: ${failures.length} problems`)
process.exitCode = failures.length === 0 ? 0 : 1

async function checkPackage(folder: string): Promise<void> {
  const directory = join(root, 'packages', folder)
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
    name: string
    private?: boolean
    engines?: { node?: string }
  }
  // Nobody installs it.
  if (manifest.private) return
  const complain = (message: string) => failures.push(`${manifest.name}: ${message}`)
  if (manifest.engines?.node !== '>=22.19') complain('does not state the oldest Node.js')
  if (!existsSync(join(directory, 'README.md'))) complain('has no README.md')

  const { messages, pkg } = await publint({ pkgDir: directory, strict: true, pack: 'npm' })
  for (const message of messages) {
    complain(`publint: ${formatMessage(message, pkg, { color: false })}`)
  }

  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', target], {
      cwd: directory,
      encoding: 'utf8',
    }),
  ) as { filename: string; size: number; files: { path: string }[] }[]
  const [tarball] = Array.isArray(packed)
    ? packed
    : (Object.values(packed as object) as typeof packed)
  if (tarball === undefined) return void complain('npm pack gave nothing')
  const strange = tarball.files.filter(({ path }) => /\.tsbuildinfo$|\.test\.|^src\//.test(path))
  if (strange.length > 0) complain(`packs ${strange.map(({ path }) => path).join(', ')}`)
  checkTypes(join(target, tarball.filename), complain)
}

function checkTypes(tarball: string, complain: (message: string) => void): void {
  try {
    // ESM only is our choice, so CommonJS resolution is not a defect.
    execFileSync(
      join(binaries, 'attw'),
      [tarball, '--profile', 'esm-only', '--format', 'ascii', ...notModules],
      {
        encoding: 'utf8',
        stdio: 'pipe',
      },
    )
  } catch (error) {
    const { stdout } = error as { stdout?: string }
    complain(`attw: ${stdout ?? String(error)}`)
  }
}
