import { describe, expect, test } from 'vitest'
import { parseArrowText } from '../../../../src/providers/local/diagram/arrow-text.js'
import { chooseLayout } from '../../../../src/providers/local/diagram/choose-layout.js'
import { countCrossings } from '../../../../src/providers/local/diagram/count-crossings.js'
import type { Graph } from '../../../../src/providers/local/diagram/graph.js'
import { measureGraph } from '../../../../src/providers/local/diagram/measure-graph.js'
import type { Box } from '../../../../src/providers/local/diagram/placed-graph.js'
import { setLabels } from '../../../../src/providers/local/diagram/set-labels.js'
import { headCorners } from '../../../../src/providers/local/diagram/splines.js'
import { createTypesetter } from '../../../../src/providers/local/text/typesetter.js'
import { distanceTo, frame, place, pointsOn } from './place-diagram.js'

function read(text: string): Graph {
  return parseArrowText(text).graph
}

const chain = (length: number) =>
  Array.from({ length }, (_, index) => `Step ${index + 1}`).join(' -> ')

test('two arrowheads between a group and what stands close to it point away from each other', async () => {
  const graph = {
    nodes: [
      { id: 'a', label: ' ', shape: 'box' },
      { id: 'b', label: ' ', shape: 'box', group: 'g' },
      { id: 'c', label: 'non', shape: 'box', group: 'h' },
      { id: 'd', label: 'Parse', shape: 'diamond' },
    ],
    edges: [{ from: 'g', to: 'd', arrows: 'both' }],
    groups: [
      { id: 'g', label: 'Group' },
      { id: 'h', label: 'Group' },
    ],
  } satisfies Graph
  const { placed } = await place(graph, 'airy', 1)
  const [edge] = placed.edges
  const [toD, toG] = edge?.heads ?? []
  expect(toG?.tip[0]).toBeLessThan(toG?.base[0] ?? 0)
  expect(toG?.base[0]).toBeLessThan(toD?.base[0] ?? 0)
  expect(toD?.base[0]).toBeLessThan(toD?.tip[0] ?? 0)
})
describe('a long chain', () => {
  test.each([12, 30])('of %i boxes becomes rows that fit a text column', async (length) => {
    const { placed } = await place(read(chain(length)))
    expect(placed.size.width).toBeLessThan(frame.width)
    expect(placed.size.height).toBeLessThan(800)
    const rows = new Set([...placed.nodes.values()].map(({ y }) => Math.round(y)))
    expect(rows.size).toBeGreaterThan(2)
  })

  test('has boxes of one width that stand in columns', async () => {
    const { placed } = await place(read(chain(16)))
    const boxes = [...placed.nodes.values()]
    expect(new Set(boxes.map(({ width }) => Math.round(width))).size).toBe(1)
    expect(new Set(boxes.map(({ x }) => Math.round(x))).size).toBeLessThanOrEqual(4)
  })

  test('is cut where loops and groups stay whole', async () => {
    const { placed } = await place(
      read(`${chain(12)}\nStep 5: again -> Step 3\nG { Step 8; Step 9 }`),
    )
    expect(placed.size.width).toBeLessThan(frame.width)
    const rowOf = (id: string) => Math.round((placed.nodes.get(id)?.y ?? 0) / 20)
    expect(rowOf('Step 3')).toBe(rowOf('Step 5'))
    expect(placed.groups.get('G')?.height).toBeLessThan(100)
  })
})

test('a ring goes there and back', async () => {
  const { placed } = await place(read('Plan -> Do -> Check -> Act -> Plan'))
  const [plan, act, check, make] = ['Plan', 'Act', 'Check', 'Do'].map((id) => placed.nodes.get(id))
  expect(plan?.x).toBeCloseTo(act?.x ?? 0)
  expect(make?.x).toBeCloseTo(check?.x ?? 0)
  expect(plan?.y).toBeLessThan(act?.y ?? 0)
})

test('what the author writes first stands first', async () => {
  const { placed } = await place(
    read('Root -> A\nRoot -> B\nRoot -> C\nOther -> Thing\n"Alone"'),
    'airy',
    undefined,
    'right',
  )
  const places = ['A', 'B', 'C', 'Thing', 'Alone'].map((id) => placed.nodes.get(id)?.y ?? 0)
  expect(places).toEqual([...places].sort((a, b) => a - b))
})

test('layers are equally wide', async () => {
  const { placed } = await place(
    read('Top { A; B; C }\nMiddle { D }\nBottom { E; F; G }\nA -> D\nB -> D\nD -> E\nD -> F'),
  )
  const sizes = [...placed.groups.values()].map(({ width, height }) =>
    placed.size.width < placed.size.height ? width : Math.max(width, height),
  )
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(1)
})

describe('layers whose boxes know others two layers away', () => {
  const layers = read(`Clients { Browser; Phone }
    Services {
      Accounts { Sign-in -> Profiles }
      Trading { Orders -> Pricing }
    }
    Storage { [(SQL)]; [(Cache)]; [(Files)] }
    Clients: HTTPS -> Services
    Profiles <-> [(SQL)]
    Orders <-> [(SQL)]
    Pricing: quotes <-> [(Cache)]
    Orders: invoices -> [(Files)]`)

  test('have no arrows that cross', async () => {
    const { placed } = await place(layers, 'compact')
    expect(countCrossings(placed)).toBe(0)
  })

  test('have their boxes in the middle', async () => {
    const { placed } = await place(layers, 'compact')
    const middleOf = (...ids: string[]) => {
      const boxes = ids.flatMap((id) => placed.nodes.get(id) ?? [])
      const left = Math.min(...boxes.map(({ width, x }) => x - width / 2))
      return (left + Math.max(...boxes.map(({ width, x }) => x + width / 2))) / 2
    }
    const middle = placed.groups.get('Services')?.x ?? 0
    expect(middleOf('Browser', 'Phone')).toBeCloseTo(middle, 0)
    expect(middleOf('Sign-in', 'Profiles', 'Orders', 'Pricing')).toBeCloseTo(middle, 0)
    expect(middleOf('SQL', 'Cache', 'Files')).toBeCloseTo(middle, 0)
  })
})

describe('the label of an arrow', () => {
  test.each([
    ['one of two that part', 'Commit 3: parent -> Commit 2; Commit 3 -> Tree 3'],
    ['one of four between two boxes', 'A: one -> B; B: two -> A; B: three -.-> A; A: four -> B'],
    ['one there and back', 'Follower: starts -> Candidate; Candidate: gives up -> Follower'],
  ])('stands nearer to it than to any other: %s', async (_, text) => {
    const { labels, placed } = await place(read(text))
    for (const { edge, label } of placed.edges) {
      const size = labels.edges.get(edge)?.size
      if (label === undefined || size === undefined) continue
      const box = { x: label[0], y: label[1], ...size }
      const distances = placed.edges.map((other) => ({
        edge: other.edge,
        pixels: Math.min(...pointsOn(other.curve).map((point) => distanceTo(box, point))),
      }))
      const own = distances.find((each) => each.edge === edge)?.pixels ?? 0
      expect(own).toBeGreaterThan(2)
      for (const other of distances) {
        if (other.edge !== edge) expect(other.pixels).toBeGreaterThan(own)
      }
    }
  })
})

test('labels keep away from arrowheads', async () => {
  const { labels, placed } = await place(
    read(
      'Order: has 1..n -> Line; Order: settled by 0..1 -> Payment; Order: ships to 1 -> Address',
    ),
    'airy',
    undefined,
    'down',
  )
  const corners = placed.edges.flatMap(({ heads }) => heads.flatMap(headCorners))
  for (const { edge, label: [x, y] = [0, 0] } of placed.edges) {
    const size = labels.edges.get(edge)?.size ?? { width: 0, height: 0 }
    for (const corner of corners) expect(distanceTo({ x, y, ...size }, corner)).toBeGreaterThan(4)
  }
})

const raft = `Follower: times out, starts election -> Candidate: wins a majority -> Leader
  Candidate: times out, new election -> Candidate
  Candidate: discovers a leader -> Follower; Leader: discovers a higher term -> Follower`

test('two ways back to one box have arrowheads beside each other', async () => {
  const { placed } = await place(read(raft), 'airy', undefined, 'down')
  const tips = placed.edges.flatMap(({ edge, heads }) =>
    edge.to === 'Follower' ? heads.map(({ tip }) => tip) : [],
  )
  const [[x1, y1] = [0, 0], [x2, y2] = [0, 0]] = tips
  expect(tips).toHaveLength(2)
  expect(Math.hypot(x2 - x1, y2 - y1)).toBeGreaterThan(8)
})

test('an arrow from a box to itself keeps to the side that ways back leave free', async () => {
  const { placed } = await place(read(raft), 'airy', undefined, 'down')
  const box = placed.nodes.get('Candidate')
  const loop = placed.edges.find(({ edge }) => edge.from === edge.to)
  expect(loop?.curve.length).toBeGreaterThan(3)
  for (const [x] of loop?.curve ?? []) expect(x).toBeLessThan(box?.x ?? 0)
})

test('a fan ends at the middle of the sides of its boxes, in the order of its author', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `Worker ${index + 1}`)
  const { placed } = await place(read(names.map((name) => `Root -> ${name}`).join('\n')))
  const tips = placed.edges.flatMap(({ edge, heads: [head] }) => {
    const box = placed.nodes.get(edge.to)
    return box === undefined || head === undefined ? [] : [[head.tip, box] as const]
  })
  expect(tips).toHaveLength(8)
  for (const [[x, y], box] of tips) {
    expect(Math.min(Math.abs(x - box.x), Math.abs(y - box.y))).toBeLessThan(0.01)
  }
  const along = names
    .map((name) => placed.nodes.get(name))
    .map((box) => (box?.y ?? 0) + (box?.x ?? 0))
  expect(along).toEqual([...along].sort((a, b) => a - b))
})

test('chains that begin together stand side by side', async () => {
  const { placed } = await place(
    read(`Start -> A 1 -> A 2 -> A 3 -> Sign
      Start -> B 1 -> B 2 -> B 3 -> Notarize -> Sign
      A 2 -> Tests; B 2 -> Tests; Tests -> Release; Sign -> Release`),
  )
  expect(placed.nodes.get('A 1')?.y).toBeCloseTo(placed.nodes.get('B 1')?.y ?? 0, 1)
})

describe('rows', () => {
  const rowsOf = (boxes: Iterable<Box>) => {
    const rows = new Map<number, number>()
    for (const { y } of boxes) rows.set(Math.round(y), (rows.get(Math.round(y)) ?? 0) + 1)
    return [...rows].sort(([a], [b]) => a - b).map(([, count]) => count)
  }

  test('of a slide are full but for the last', async () => {
    const { placed } = await place(read(chain(10)), 'airy', 16 / 9)
    const counts = rowsOf(placed.nodes.values())
    expect(counts.slice(0, -1).every((count) => count === counts[0])).toBe(true)
  })

  test('are made of a chain that would be higher than a column is wide', async () => {
    const labels = setLabels(read(chain(8)), await createTypesetter())
    const measured = measureGraph(read(chain(8)), labels, 'airy')
    const column = { width: 368, height: 350, page: 900 }
    const { placed } = await chooseLayout(measured, undefined, column)
    expect(placed.size.height).toBeLessThan(placed.size.width * 1.2)
  })
})

test('words are broken only when no line could hold them', async () => {
  const { labels } = await place(
    read('SYN-RECEIVED: acknowledgement -> {Cacheable?}\n"Incomprehensibilities everywhere"'),
    'compact',
  )
  const lines = [...labels.nodes.values(), ...labels.edges.values()].flatMap((label) => label.lines)
  expect(lines).toEqual([
    'SYN-RECEIVED',
    'Cacheable?',
    'Incomprehensibilities',
    'everywhere',
    'acknowledgement',
  ])
})
