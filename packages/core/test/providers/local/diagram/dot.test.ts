import { describe, expect, test } from 'vitest'
import { countDot } from '../../../../src/providers/local/diagram/count-dot.js'
import { createTypesetter } from '../../../../src/providers/local/text/typesetter.js'
import { draw } from '../draw.js'
import { localFigure } from '../sample-figures.js'

const dot = (text: string) => localFigure({ source: { language: 'dot', text } })

describe('a fence that cannot be drawn says where and why', () => {
  test.each([
    ['digraph {\n a -> b\n b -> -> c\n}', 'line 3 of the fence, near `->`'],
    [
      'graph {\n a -> b\n}',
      'line 2 of the fence, near `->`: `->` needs a node on both sides, and a `digraph`',
    ],
    ['digraph {\n a [label="x]\n}', 'a quote is not closed'],
    ['digraph {\n a -> b', 'line 2 of the fence'],
  ])('%j', async (text, message) => {
    const error = await draw(dot(text)).catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ code: 'render-failed' })
    expect((error as Error).message).toContain(message)
  })

  test.each([
    ['nothing in it', 'digraph { }', /draws no node/],
    ['two graphs', 'digraph { a -> b }\ndigraph { c -> d }', /holds 2 graphs/],
    ['an image', 'digraph { node [image="x.png"]; a -> b }', /`a` asks for the file `x.png`/],
    [
      'a shape from a file',
      'digraph { a [shapefile="../q.svg"] }',
      /asks for the file `..\/q.svg`/,
    ],
    ['an image in a label', 'digraph { a [label=<<b><IMG SRC="x.png"/></b>>] }', /`<img>`/],
    ['no end of it', 'digraph { ranksep=1000; a -> b }', /pixels high/],
    ['an unknown layout', 'digraph { layout=dto; a -> b }', /`layout` is none of Graphviz/],
  ])('%s', async (_, text, message) => {
    await expect(draw(dot(text))).rejects.toThrow(message)
  })

  test('but a label may hold what looks like an image', async () => {
    const { artifact } = await draw(dot('digraph { "<img src=x>" -> b }'))
    expect(artifact.description).toContain('leads to b')
  })

  test('5,000 nodes, at once', async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `n${index} -> n${index + 1}`)
    const started = performance.now()
    const error = await draw(dot(`digraph {\n${lines.join('\n')}\n}`)).catch(
      (thrown: Error) => thrown,
    )
    expect(performance.now() - started).toBeLessThan(2000)
    expect(error).toMatchObject({ code: 'data-too-large' })
    expect((error as Error).message).toContain('5001 nodes and 5000 edges')
  })
})

test('nodes and edges are counted as Graphviz would, whatever stands between them', () => {
  const text = `// a comment -> no
    strict digraph "the name" { graph [label="x -> y; z"]; node [shape=box]
    rankdir=LR; a -> b -> "c \\" d" [label=<<b>x -> y</b>; q>]
    subgraph cluster_1 { label="Group"; e; f:port -> g:in:n }
    /* h -> i */
    a -> e # not a comment here
  }`
  expect(countDot(text)).toMatchObject({ edges: 4 })
  const plain = 'graph { a -- b; b -- c [x=1]; "d e" }'
  expect(countDot(plain)).toEqual({ graphs: 1, nodes: 4, edges: 2 })
})

test('the label of an edge inside a cluster keeps away from its border', async () => {
  const { svg } = await draw(
    dot(`digraph { node [shape=box]
      subgraph cluster_c { AST -> CFG [label="symbol table"]; CFG -> bytecode }
      bytecode -> eval; bytecode -> cache; cache -> eval }`),
  )
  const border = /<polygon points="([^"]+)"/.exec(svg)?.[1]?.split(' ') ?? []
  const right = Math.max(...border.map((point) => Number(point.split(',')[0])))
  const [, moved, x] =
    /translate\(([-\d.]+) [^"]+"><g data-text="symbol table"[^>]+translate\(([\d.]+) /.exec(svg) ??
    []
  const { measure } = await createTypesetter()
  const end = Number(moved) + Number(x) + measure('symbol table', { size: 12.69 })
  expect(right - end).toBeGreaterThan(4)
})

test('the description names nodes, clusters and labels as they are read', async () => {
  const { artifact } = await draw(
    dot(`digraph { label="Inodes"
      a [label="{inode|{mode|uid}|<p> blocks}"]; b [label="disk\\nblock"]
      subgraph cluster_fs { label="File system"; a; subgraph cluster_in { label="Inner"; c } }
      a:p -> b [label="points to", style=dashed]; b -> c [dir=both] }`),
  )
  expect(artifact.description).toBe(
    'Graph of 3 nodes and 2 arrows. It starts at inode mode uid blocks. inode mode uid blocks leads to disk block (points to, dashed). disk block exchanges with c. The group File system holds the group Inner and inode mode uid blocks. The group Inner holds c.',
  )
})
