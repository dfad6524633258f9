import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasArrows, parseArrowText } from '../../../../src/providers/local/diagram/arrow-text.js'
import { ArrowTextError } from '../../../../src/providers/local/diagram/arrow-tokens.js'

function read(text: string): string[] {
  const { graph } = parseArrowText(text)
  const signs = { forward: '->', both: '<->', none: '--' } as const
  return graph.edges.map(({ from, to, label, arrows }) => {
    const said = label === undefined ? '' : `: ${label}`
    return `${from} ${signs[arrows]} ${to}${said}`
  })
}

function nodesOf(text: string) {
  return parseArrowText(text).graph.nodes
}

describe('arrow text', () => {
  test('a chain is one arrow after the other', () => {
    expect(read('A -> B -> C')).toEqual(['A -> B', 'B -> C'])
  })

  test('a label goes with the arrow that follows, and at the end with the one before', () => {
    expect(read('Parse -> Cache: hit -> Rewrite')).toEqual([
      'Parse -> Cache',
      'Cache -> Rewrite: hit',
    ])
    expect(read('A -> B: writes')).toEqual(['A -> B: writes'])
    expect(read('A: one -> B: two')).toEqual(['A -> B: one / two'])
  })

  test('a label may hold brackets and colons, which mean something only in names', () => {
    expect(read('A: O(n log n) -> B')).toEqual(['A -> B: O(n log n)'])
    expect(read('A: p(y | x): [0, 1] -> B: {n}')).toEqual(['A -> B: p(y | x): [0, 1] / {n}'])
    expect(read('G {\n A: x -> B: y }')).toEqual(['A -> B: x / y'])
    expect(read('A: "a -> b" -> B')).toEqual(['A -> B: a -> b'])
  })

  test('a chain goes on in the next line where an arrow ends a line or begins one', () => {
    expect(read('A -> B ->\n  C\n  -> D # the end\nE -> F')).toEqual([
      'A -> B',
      'B -> C',
      'C -> D',
      'E -> F',
    ])
  })

  test('arrows point where they point, in every spelling', () => {
    expect(read('A <- B')).toEqual(['B -> A'])
    for (const arrow of ['->', '-->', '=>', '→', '⇒', '—>'])
      expect(read(`A ${arrow} B`)).toEqual(['A -> B'])
    for (const arrow of ['<->', '<-->', '↔']) expect(read(`A ${arrow} B`)).toEqual(['A <-> B'])
    expect(read('A -- B')).toEqual(['A -- B'])
    const { edges } = parseArrowText('A -.-> B <-.- C <-.-> D -.- E -> F').graph
    expect(edges.map(({ arrows, line }) => [arrows, line])).toEqual([
      ['forward', 'dashed'],
      ['forward', 'dashed'],
      ['both', 'dashed'],
      ['none', 'dashed'],
      ['forward', undefined],
    ])
    expect(edges[1]).toMatchObject({ from: 'C', to: 'B' })
  })

  test('names may have spaces, hyphens, slashes, digits, brackets after a space, and no space around arrows', () => {
    expect(read('Read the data -> ViT-B/16')).toEqual(['Read the data -> ViT-B/16'])
    expect(read('ResNet (50 layers)->C++ 17')).toEqual(['ResNet (50 layers) -> C++ 17'])
    expect(read('fork() -> exec() -> args[]')).toEqual(['fork() -> exec()', 'exec() -> args[]'])
    expect(read('10:30 start -> end')).toEqual(['10:30 start -> end'])
    expect(read('"a -> b" -> "c: {d}"')).toEqual(['a -> b -> c: {d}'])
  })

  test('brackets give shapes, and a bracket that touches a name gives it a label', () => {
    expect(nodesOf('(Start) -> {Valid?} -> [Box] -> plain')).toMatchObject([
      { id: 'Start', shape: 'round' },
      { id: 'Valid?', shape: 'diamond' },
      { id: 'Box', shape: 'box' },
      { id: 'plain', shape: 'box' },
    ])
    expect(nodesOf('[(Disk)] -> ((+)) -> [/Scan/] -> ([Done]) -> ["/etc/"]')).toMatchObject([
      { id: 'Disk', shape: 'cylinder' },
      { id: '+', shape: 'circle' },
      { id: 'Scan', shape: 'slanted' },
      { id: 'Done', shape: 'round' },
      { id: '/etc/', shape: 'box' },
    ])
    expect(nodesOf('db(The store) -> x\nx -> db')).toMatchObject([
      { id: 'db', label: 'The store', shape: 'round' },
      { id: 'x', label: 'x' },
    ])
  })

  test('groups hold what first stands in them, nest, and may repeat a name', () => {
    const { graph } = parseArrowText('Outer {\n A -> B\n Inner { C; D }\n}\nInner {\n E\n}\nB -> E')
    expect(graph.groups).toEqual([
      { id: 'Outer', label: 'Outer' },
      { id: 'Inner', label: 'Inner', parent: 'Outer' },
      { id: 'Inner 2', label: 'Inner' },
    ])
    const groups = Object.fromEntries(graph.nodes.map(({ id, group }) => [id, group]))
    expect(groups).toEqual({ A: 'Outer', B: 'Outer', C: 'Inner', D: 'Inner', E: 'Inner 2' })
  })

  test('the name of a group, outside of it, is the whole group', () => {
    const { graph } = parseArrowText(
      'Front { A }\nBack { B; Back2 { C } }\nFront: asks -> Back\nBack2 -> A',
    )
    expect(graph.nodes.map(({ id }) => id)).toEqual(['A', 'B', 'C'])
    expect(graph.edges.map(({ from, to }) => `${from} -> ${to}`)).toEqual([
      'Front -> Back',
      'Back2 -> A',
    ])
    expect(nodesOf('Cache { Cache -> Disk }')).toMatchObject([{ id: 'Cache' }, { id: 'Disk' }])
  })

  test('comments, empty lines and prose are not drawn; prose is handed back', () => {
    const { graph, prose } = parseArrowText(
      '# all of it\n\nThe way of a figure.\nA -> B // done\n"Alone"',
    )
    expect(graph.nodes.map(({ id }) => id)).toEqual(['A', 'B', 'Alone'])
    expect(prose).toEqual(['The way of a figure.'])
  })

  test.each([
    ['A ->', 1, 3, 'Nothing stands after `->`'],
    ['-> C', 1, 1, '`->` stands where a box was expected'],
    ['A ->\n\nB', 1, 3, 'Nothing stands after `->`'],
    ['db[One] -> x\ndb[Two] -> x', 2, 3, '`db` is the box `Two` here and the box `One` in line 1'],
    ['G {\n}\nA -> B', 1, 1, 'The group `G` is empty'],
    ['G { A }\nG -> A', 2, 3, 'joins the group'],
    ['A -> [B', 1, 6, '`[` is not closed'],
    ['A -> "B', 1, 6, 'A quote is not closed'],
    ['A: -> B', 1, 2, 'No label stands after `:`'],
    ['G {\nA -> B', 1, 3, 'The group `G` is not closed'],
    ['A -> B\n}', 2, 1, '`}` closes no group'],
  ])('%j is refused at its place', (text, line, column, message) => {
    const error = catchError(() => parseArrowText(text))
    expect(error).toBeInstanceOf(ArrowTextError)
    expect(error).toMatchObject({ line, column })
    expect(error.message).toContain(message)
    expect(error.hint).not.toBe('')
  })

  test('any text is read or refused with a place, never anything else', () => {
    const piece = fc.constantFrom(
      'A',
      'B c',
      '->',
      '<-',
      '<->',
      '--',
      ':',
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '"',
      ';',
      '\n',
      ' ',
      '#',
      '//',
      '→',
      'é',
      '|',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('')
        try {
          const { graph } = parseArrowText(text)
          const ids = new Set(graph.nodes.map(({ id }) => id))
          for (const { from, to } of graph.edges) expect(ids.has(from) && ids.has(to)).toBe(true)
        } catch (error) {
          if (!(error instanceof ArrowTextError)) throw error
          const lines = text.split('\n')
          expect(error.line).toBeLessThanOrEqual(lines.length)
          expect(error.column).toBeLessThanOrEqual((lines[error.line - 1]?.length ?? 0) + 1)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('prose with a hyphen or a dash is not taken for a diagram', () => {
    expect(hasArrows('A well-known state-of-the-art model - in short')).toBe(false)
    expect(hasArrows('Parse -> Hash')).toBe(true)
    expect(hasArrows('Parse → Hash')).toBe(true)
  })
})

function catchError(run: () => unknown): ArrowTextError {
  try {
    run()
  } catch (error) {
    return error as ArrowTextError
  }
  throw new Error('nothing was thrown')
}
