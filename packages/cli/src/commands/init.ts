import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FigureError } from '@figmill/core'
import { configFileNames } from '@figmill/core/internal-warm'
import type { CommandContext } from '../command.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

const config = `import { defineConfig } from 'figmill'

export default defineConfig({
  // Documents: files, folders and globs.
  content: ['.'],
  // Folder for the finished documents; their pictures are in its \`figures\` folder.
  outDir: 'build',
  // What the documents are for: figure, gfm, html, pandoc, quarto, myst or latex.
  flavour: 'figure',
  // Attributes of every figure that does not set them itself.
  defaults: { theme: 'light' },
})
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
  const written = ['figmill.config.ts']
  writeFileSync(join(cwd, 'figmill.config.ts'), config, { flag: 'wx' })
  if (!existsSync(join(cwd, 'figmill-example.md'))) {
    writeFileSync(join(cwd, 'figmill-example.md'), example, { flag: 'wx' })
    written.push('figmill-example.md')
  }
  if (ignoreCache(cwd)) written.push('.gitignore')
  reporter.finish(
    `Wrote ${written.join(', ')}.\nNext: figmill build, then look into build/. Commit figmill.lock.\n`,
    { command: 'init', ok: true, written },
  )
  return exitCodes.done
}

/** The cache is this machine's own; what others need is in the lockfile. */
function ignoreCache(folder: string): boolean {
  const path = join(folder, '.gitignore')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (/^\/?\.figmill\/?\s*$/m.test(text)) return false
  writeFileSync(path, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}.figmill/\n`)
  return true
}
