import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/json.js'
import { isGraphData, readGraphData } from '../../../src/providers/local/diagram/graph-data.js'

test('nodes and edges may be names, lists or objects, and mean the same', () => {
  const short = readGraphData({ nodes: ['a', 'b'], edges: [['a', 'b', 'x']] })
  const long = readGraphData({
    nodes: [
      { id: 'a', label: 'a' },
      { name: 'b', shape: 'rect' },
    ],
    edges: [{ source: 'a', target: 'b', label: 'x' }],
  })
  expect(short.graph).toEqual(long.graph)
  expect(short.graph?.edges).toEqual([{ from: 'a', to: 'b', label: 'x', arrows: 'forward' }])
})

test('nodes that only edges name are added, and groups may list their nodes', () => {
  const { graph } = readGraphData({
    edges: [['a', 'b']],
    groups: [{ id: 'g', label: 'G', nodes: ['b'] }],
  })
  expect(graph?.nodes).toEqual([
    { id: 'a', label: 'a', shape: 'box' },
    { id: 'b', label: 'b', shape: 'box', group: 'g' },
  ])
})

test.each<[string, JsonObject, RegExp]>([
  ['a node twice', { nodes: ['a', 'a'] }, /`a` is given twice/],
  ['a node without a name', { nodes: [{ label: 'x' }] }, /Node 1 of `data` has no `id`/],
  ['an edge with one end', { edges: [['a']] }, /Edge 1 of `data` has no two ends/],
  ['an unknown shape', { nodes: [{ id: 'a', shape: 'star' }] }, /shape `star`/],
  ['a typo in an edge', { nodes: ['Render', 'b'], edges: [['Rendr', 'b']] }, /node `Rendr`/],
  ['nothing', { nodes: [] }, /no nodes/],
])('%s is refused', (_, data, message) => {
  expect(
    readGraphData(data)
      .problems.map((problem) => problem.message)
      .join('; '),
  ).toMatch(message)
})

test('columns named otherwise are no diagram', () => {
  expect(isGraphData({ model: ['a'] })).toBe(false)
  expect(isGraphData([{ nodes: 1 }])).toBe(false)
})
