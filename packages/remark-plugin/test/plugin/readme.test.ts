import { readFileSync } from 'node:fs'
import type { Root } from 'mdast'
import { toHast } from 'mdast-util-to-hast'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { expect, test } from 'vitest'
import remarkFigures from '../../src/index.js'
import { createProject } from './project.js'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

function exampleIn(language: string): string {
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? ''
}

/** A drawing may get another size and digest with every version of the renderer. */
function withoutNumbers(html: string): string {
  return html.replace(/\.[0-9a-f]{10}\./g, '.DIGEST.').replace(/(width|height)="\d+"/g, '$1="N"')
}

interface HastNode {
  type: string
  tagName?: string
  value?: string
  properties?: Record<string, unknown>
  children?: HastNode[]
}

function toHtml({ children = [], properties = {}, tagName, value = '' }: HastNode): string {
  const content = value + children.map(toHtml).join('')
  if (tagName === undefined) return content
  const attributes = Object.entries(properties).map(([name, value]) => {
    const attribute = name === 'ariaDescribedBy' ? 'aria-describedby' : name
    return value === true ? ` ${attribute}` : ` ${attribute}="${value}"`
  })
  const opening = `<${tagName}${attributes.join('')}>`
  return tagName === 'img' ? opening : `${opening}${content}</${tagName}>`
}

test('the example of the README gives the HTML that stands there', async () => {
  const file = new VFile({ cwd: createProject(), path: 'page.md', value: exampleIn('md') })
  const processor = unified().use(remarkParse).use(remarkFigures)
  const tree = (await processor.run(processor.parse(file), file)) as Root
  expect(withoutNumbers(toHtml(toHast(tree) as HastNode)).trim()).toBe(
    withoutNumbers(exampleIn('html')).trim(),
  )
})
