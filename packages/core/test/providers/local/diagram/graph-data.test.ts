import { expect, test } from 'vitest'
import type { JsonObject } from '../../../../src/json.js'
import { isGraphData, readGraphData } from '../../../../src/providers/local/diagram/graph-data.js'

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
  [
    'a node twice',
    { nodes: ['a', 'b', { id: 'a', label: 'Other' }] },
    /`a` is given twice, as number 1 and 3/,
  ],
  ['a group twice', { nodes: ['a'], groups: ['g', 'g'] }, /group `g` is given twice/],
  ['a misspelt member', { nodes: [{ id: 'a', lable: 'x' }] }, /Node 1 of `data` has `lable`/],
  ['unknown arrows', { edges: [{ from: 'a', to: 'b', arrows: 'two' }] }, /`arrows` .* is `two`/],
  ['an unknown line', { edges: [{ from: 'a', to: 'b', line: 'dots' }] }, /`line` .* is `dots`/],
  ['an empty group', { nodes: ['a'], groups: ['g'] }, /The group `g` holds no node/],
  [
    'a node in two groups',
    { nodes: [{ id: 'a', group: 'g' }], groups: [{ id: 'h', nodes: ['a'] }] },
    /`a` is in two groups, `g` and `h`/,
  ],
  [
    'a typo in a group',
    { nodes: [{ id: 'a', group: 'Servcies' }], groups: ['Services'] },
    /in `Servcies`, which is not listed/,
  ],
  [
    'groups around each other',
    {
      groups: [
        { id: 'g', parent: 'h', nodes: ['a'] },
        { id: 'h', parent: 'g' },
      ],
      nodes: ['a'],
    },
    /stands inside itself/,
  ],
  [
    'an edge from a group to its own node',
    { nodes: ['a'], edges: [['g', 'a']], groups: [{ id: 'g', nodes: ['a'] }] },
    /joins a group with what it holds/,
  ],
  ['nodes as an object', { nodes: { a: 1 }, edges: [['a', 'b']] }, /`nodes` of `data` is no list/],
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

test('an edge may end at a group, and be dashed', () => {
  const { graph } = readGraphData({
    nodes: ['a', 'b'],
    edges: [{ from: 'a', to: 'g', line: 'dashed' }],
    groups: [{ id: 'g', nodes: ['b'] }],
  })
  expect(graph?.edges).toEqual([{ from: 'a', to: 'g', arrows: 'forward', line: 'dashed' }])
  expect(graph?.nodes.map(({ id }) => id)).toEqual(['a', 'b'])
})

test('every problem is told at once, each with what to do', () => {
  const { problems } = readGraphData({
    nodes: ['Render', { label: 'x' }, { id: 'b', shape: 'star' }],
    edges: [['Rendr', 'b'], ['b']],
    groups: ['empty'],
  })
  expect(problems).toHaveLength(5)
  for (const { hint } of problems) expect(hint).toMatch(/\.$|\?$/)
})

test('5,000 nodes are refused at once', () => {
  const nodes = Array.from({ length: 5000 }, (_, index) => `node ${index}`)
  const started = performance.now()
  const { problems } = readGraphData({ nodes, edges: nodes.map((name) => [name, `${name}?`]) })
  expect(performance.now() - started).toBeLessThan(200)
  expect(problems).toMatchObject([{ code: 'data-too-large' }])
  expect(problems[0]?.message).toContain('5000 nodes')
})

test('columns named otherwise are no diagram', () => {
  expect(isGraphData({ model: ['a'] })).toBe(false)
  expect(isGraphData([{ nodes: 1 }])).toBe(false)
})
