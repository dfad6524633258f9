/**
 * What a build on unified does before it knows its figures: reads every document below a folder,
 * as promises, and parses those that may have one, with what a docs site parses them with.
 * `node bench/remark-process.ts docs` prints how many it found.
 */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
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

async function readFigures(path: string): Promise<number> {
  const text = await readFile(path, 'utf8')
  if (!mayHaveFigures(text)) return 0
  const processor = path.endsWith('x') ? mdx : markdown
  return countFigures(processor.parse(text))
}

const entries = readdirSync(process.argv[2] ?? '.', { recursive: true, withFileTypes: true })
const documents = entries.filter((entry) => entry.isFile() && /\.mdx?$/.test(entry.name))
const figures = await Promise.all(
  documents.map((entry) => readFigures(join(entry.parentPath, entry.name))),
)
console.log(figures.reduce((sum, count) => sum + count, 0))
