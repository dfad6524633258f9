import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describeFailure, FigureError, systemErrorCode, writeFileAtomic } from '@figmill/core'
import { configFileNames } from '@figmill/core/internal-warm'
import type { CommandContext } from '../command.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

const config = `import type { Config } from 'figmill'

export default {
  // Documents: files, folders and globs.
  content: ['.'],
  // Folder for the finished documents; their pictures are in its \`figures\` folder.
  outDir: 'build',
  // What the documents are for: figure, gfm, html, pandoc, quarto, myst or latex.
  flavour: 'figure',
  // Attributes of every figure that does not set them itself.
  defaults: { theme: 'light' },
} satisfies Config
`

const example = `# An example

:::figure[Accuracy of three models.]{#fig-accuracy}
Bar chart with value labels.

\`\`\`json data
{"model": ["Small", "Medium", "Large"], "accuracy": [71.4, 76.1, 81.8]}
\`\`\`
:::

::figure[From text to picture.]{#fig-steps prompt="Read -> Hash -> Draw -> Write"}
`

/** `figmill init`: a configuration and an example to start from; no file is ever overwritten. */
export async function init({ options, terminal }: CommandContext): Promise<ExitCode> {
  const { cwd } = terminal
  const reporter = createReporter(options, terminal)
  const existing = configFileNames.find((name) => existsSync(join(cwd, name)))
  if (existing !== undefined) {
    throw new FigureError('usage', `there is a configuration already: ${existing}`, {
      hint: 'Edit it; the options are in the README.',
    })
  }
  const ignored = addCache(join(cwd, '.gitignore'))
  const files: [name: string, data: string | Uint8Array][] = []
  if (ignored !== undefined) files.push(['.gitignore', ignored])
  if (!existsSync(join(cwd, 'figmill-example.md'))) files.push(['figmill-example.md', example])
  // Last: where it is, nothing is written any more.
  files.push([configName(cwd), config])
  for (const [name, data] of files) await writeFileAtomic(join(cwd, name), data, { durable: false })
  const written = files.map(([name]) => name).reverse()
  reporter.finish(
    `Wrote ${written.join(', ')}.\nNext: figmill build, then look into build/. Commit figmill.lock.\n`,
    { command: 'init', ok: true, written },
  )
  return exitCodes.done
}

/** Where the package says `commonjs`, as `npm init` writes it, only `.mts` may export. */
function configName(folder: string): string {
  const path = findPackageFile(folder)
  const text = path === undefined ? '' : readFileSync(path, 'utf8')
  return /"type"\s*:\s*"commonjs"/.test(text) ? 'figmill.config.mts' : 'figmill.config.ts'
}

function findPackageFile(folder: string): string | undefined {
  const path = join(folder, 'package.json')
  if (existsSync(path)) return path
  const parent = dirname(folder)
  return parent === folder ? undefined : findPackageFile(parent)
}

/**
 * The bytes of a `.gitignore` that keeps the cache out of git; nothing when it does already. The
 * cache is this machine's own; what others need is in the lockfile.
 */
function addCache(path: string): Uint8Array | undefined {
  const bytes = readIfThere(path)
  // In most encodings Latin-1 finds line ends and ASCII, and what is there stays as it is.
  const text = bytes.toString('latin1')
  if (/^\/?\.figmill\/? *$/m.test(text)) return undefined
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const start = text === '' || text.endsWith('\n') ? '' : lineEnd
  return Buffer.concat([bytes, Buffer.from(`${start}.figmill/${lineEnd}`)])
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return Buffer.alloc(0)
    throw new FigureError('file-missing', `cannot read \`${path}\`: ${describeFailure(error)}`, {
      cause: error,
      hint: 'Make it a file that this user may read, or take it away.',
    })
  }
}
