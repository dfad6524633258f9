import fc from 'fast-check'
import { type Graph, joinsGroupWithItself } from '../../../../src/providers/local/diagram/graph.js'

const label = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('Parse', 'Check types', 'x', 'σ(x)', 'Вход', '保存する'),
  },
  fc.lorem({ maxCount: 14 }),
  fc.string({ minLength: 1, maxLength: 30 }),
)
const shape = fc.constantFrom(
  'box',
  'box',
  'box',
  'round',
  'diamond',
  'cylinder',
  'circle',
  'slanted',
)

/** Diagrams of up to 14 boxes with every shape, groups in groups, loops, parallel arrows
 * and arrows between groups. */
export const randomGraph: fc.Arbitrary<Graph> = fc
  .record({
    nodes: fc.array(fc.record({ label, shape, group: fc.option(fc.nat(2), { freq: 2 }) }), {
      minLength: 1,
      maxLength: 14,
    }),
    edges: fc.array(
      fc.record({
        from: fc.nat(16),
        to: fc.nat(16),
        label: fc.option(label, { freq: 1 }),
        arrows: fc.constantFrom('forward', 'forward', 'both', 'none'),
        line: fc.constantFrom(undefined, 'dashed'),
      }),
      { maxLength: 18 },
    ),
    isNested: fc.boolean(),
  })
  .map(({ nodes, edges, isNested }): Graph => {
    const held = [...new Set(nodes.flatMap(({ group }) => (group === null ? [] : [group])))]
    const [outer] = held
    const ends = [...nodes.map((_, index) => `n${index}`), ...held.map((group) => `g${group}`)]
    const graph: Graph = {
      nodes: nodes.map(({ label, shape, group }, index) => ({
        id: `n${index}`,
        label,
        shape,
        ...(group === null ? {} : { group: `g${group}` }),
      })),
      edges: edges.map(({ from, to, label, arrows, line }) => ({
        from: ends[from % ends.length] ?? 'n0',
        to: ends[to % ends.length] ?? 'n0',
        arrows,
        ...(label === null ? {} : { label }),
        ...(line === undefined ? {} : { line }),
      })),
      groups: held.map((group) => ({
        id: `g${group}`,
        label: `Group ${group}`,
        ...(isNested && group !== outer && outer !== undefined ? { parent: `g${outer}` } : {}),
      })),
    }
    return { ...graph, edges: graph.edges.filter((edge) => !joinsGroupWithItself(graph, edge)) }
  })
