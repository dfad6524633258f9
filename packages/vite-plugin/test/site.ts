import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mdx, { type Options as MdxOptions } from '@mdx-js/rollup'
import type { InlineConfig, PluginOption } from 'vite'
import { onTestFinished } from 'vitest'
import { figmill, type Options } from '../src/index.js'

const fixture = fileURLToPath(new URL('../../../fixtures/sites/vite-mdx', import.meta.url))

/** A copy of the fixture site that is gone when the test is over. */
export function copySite(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'figmill-vite-')))
  cpSync(fixture, root, { recursive: true })
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))
  return root
}

/** What the site's own configuration says, with the plugin as it is in `src`. */
export async function siteConfig(
  root: string,
  {
    mdxOptions,
    plugins = [],
    ...options
  }: Options & { mdxOptions?: MdxOptions; plugins?: PluginOption[] } = {},
): Promise<InlineConfig> {
  const { default: markdownModules } = await import(join(root, 'markdown-modules.js'))
  return {
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [
      figmill(options),
      mdx({ mdExtensions: [], ...mdxOptions }),
      markdownModules(),
      ...plugins,
    ],
    resolve: {
      alias: [{ find: /^react\/jsx(?:-dev)?-runtime$/, replacement: join(root, 'jsx-runtime.js') }],
    },
    build: { assetsInlineLimit: 0 },
  }
}

export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
}

/** The JavaScript of a finished build. */
export function readScripts(root: string): string {
  const assets = join(root, 'dist/assets')
  const scripts = listFiles(assets).filter((name) => name.endsWith('.js'))
  return scripts.map((name) => readFileSync(join(assets, name), 'utf8')).join('\n')
}
