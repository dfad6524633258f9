import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseArrowText } from '../../../../src/providers/local/diagram/arrow-text.js'
import { describeGraph } from '../../../../src/providers/local/diagram/describe-graph.js'
import { toLabelText } from '../../../../src/providers/local/text/label-text.js'
import { randomGraph } from './random-graph.js'

function say(text: string): string {
  return describeGraph(parseArrowText(text).graph, undefined).description
}

test('every box, group and label of an arrow is named', () => {
  fc.assert(
    fc.property(randomGraph, (graph) => {
      const { title, description } = describeGraph(graph, undefined)
      expect(title).not.toBe('')
      const labels = [...graph.nodes, ...graph.groups, ...graph.edges].map(({ label }) => label)
      for (const label of labels) expect(description).toContain(toLabelText(label ?? ''))
    }),
    { numRuns: 300 },
  )
})

describe('a description says what the diagram is', () => {
  test.each([
    [
      'Parse -> Hash: text -> Draw',
      'Flow in 3 steps from Parse to Draw: Parse, then Hash, then Draw (text).',
    ],
    ['A -> B -> C -> A', 'Cycle of 3 steps from A and back: A, then B, then C, then A.'],
    ['Cat <- Mammal -> Dog', 'Tree of 3 boxes that starts at Mammal. Mammal leads to Cat and Dog.'],
    [
      '(Ask) -> {Fresh?}: yes -> (Use)\n{Fresh?}: no -.-> [(Disk)] <-> (Use)',
      'Diagram of 4 boxes and 4 arrows. It starts at Ask. Ask leads to Fresh?. Fresh? leads to Use (yes) and Disk (no, dashed). Disk exchanges with Use. Decision: Fresh?. Store: Disk.',
    ],
    [
      'Front { A; B }\nBack { C }\nFront: asks -> Back\nA -- C',
      'Diagram of 3 boxes and 2 arrows. The group Front leads to the group Back (asks). A is joined with C. Without an arrow of their own: B. The group Front holds A and B. The group Back holds C.',
    ],
    ['"Alone"', 'Diagram of 1 box: Alone.'],
  ])('%s', (text, description) => {
    expect(say(text)).toBe(description)
  })
})

test('of more than 40 boxes it names some and counts the rest', () => {
  const names = Array.from({ length: 60 }, (_, index) => `"Box ${index}"`)
  const description = say(names.join('\n'))
  expect(description).toContain('Diagram of 60 boxes')
  expect(description).toContain('20 more')
})
