/**
 * What a build on unified does before it knows its figures: reads every document below a folder
 * and parses those that may have one. `node bench/remark-process.ts docs` prints how many it found.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Nodes } from 'mdast'
import remarkDirective from 'remark-directive'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { mayHaveFigures } from '../packages/remark-plugin/dist/prefilter.js'

const markdown = unified()
  .use(remarkParse)
  .use(remarkFrontmatter)
  .use(remarkGfm)
  .use(remarkDirective)
  .freeze()
const mdx = markdown().use(remarkMdx).freeze()

function countFigures(node: Nodes): number {
  const own = 'name' in node && node.name === 'figure' ? 1 : 0
  const children: readonly Nodes[] = 'children' in node ? node.children : []
  return children.reduce((sum, child) => sum + countFigures(child), own)
}

const folder = process.argv[2] ?? '.'
let figures = 0
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!(entry.isFile() && /\.mdx?$/.test(entry.name))) continue
  const bytes = readFileSync(join(entry.parentPath, entry.name))
  if (!mayHaveFigures(bytes)) continue
  const processor = entry.name.endsWith('x') ? mdx : markdown
  figures += countFigures(processor.parse(bytes.toString()))
}
console.log(figures)
