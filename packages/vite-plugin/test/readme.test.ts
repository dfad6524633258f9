import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { copySite, siteConfig } from './site.js'

test('the document of the README gives the page that stands there', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const document = /````mdx\n([\s\S]*?)````/.exec(readme)?.[1] ?? ''
  const expected = /```html\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const root = copySite()
  writeFileSync(join(root, 'pages/guide.mdx'), document)
  const config = await siteConfig(root)
  const server = await createServer({ ...config, server: { middlewareMode: true, ws: false } })
  onTestFinished(() => server.close())
  const { default: Guide } = await server.ssrLoadModule('/pages/guide.mdx')
  const withoutNumbers = (html: string) =>
    html
      .replace(/src="[^"]+"/, 'src')
      .replace(/alt="[^"]+"/, 'alt')
      .replace(/(width|height)="\d+"/g, '$1')
      .replace(/<\/img>|\n/g, '')
  expect(withoutNumbers(Guide())).toBe(withoutNumbers(expected))
})
