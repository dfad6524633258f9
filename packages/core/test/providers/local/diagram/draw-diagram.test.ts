import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { themes } from '../../../../src/providers/local/theme.js'
import { expectInside } from '../bounds.js'
import { draw } from '../draw.js'
import { localFigure } from '../sample-figures.js'

const diagram = (prompt: string, parts: Parameters<typeof localFigure>[0] = {}) =>
  localFigure({ task: 'diagram', prompt, ...parts })

const every =
  'Group { (Start): go -> [/Read/] }\n[/Read/] -> {Valid?}: yes -> [(Store)] -.-> ((+)) <-> Group\n{Valid?}: no -> Stop'

test.each(Object.keys(themes))('in the %s theme only its colours are used', async (name) => {
  const theme = themes[name as keyof typeof themes]
  const { svg } = await draw(diagram(every, { theme: theme.name, options: { title: 'All of it' } }))
  const known = new Set([
    theme.surface,
    theme.text,
    theme.mutedText,
    ...Object.values(theme.diagram),
  ])
  const used = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, color]) => color ?? '')
  expect(used.filter((color) => color !== 'none' && !known.has(color))).toEqual([])
})

test('shapes can be told apart, and dashed arrows from solid ones', async () => {
  const { svg } = await draw(diagram(every))
  expect(svg).toMatch(/<circle /)
  expect(svg.match(/<path d="M[^"]+A/g)).toHaveLength(2)
  expect(svg.match(/stroke-dasharray/g)).toHaveLength(1)
  expect(svg.match(new RegExp(`fill="${themes.light.diagram.decisionFill}"`, 'g'))).toHaveLength(1)
})

test('what keeps lines away from labels lies under arrowheads and boxes', async () => {
  const { svg } = await draw(diagram(every))
  const lastPlate = svg.lastIndexOf('fill-opacity')
  const firstHead = svg.search(/<polygon [^>]*stroke-width="0\.6"/)
  expect(lastPlate).toBeGreaterThan(0)
  expect(firstHead).toBeGreaterThan(lastPlate)
})

test('a title stands right above the diagram, in every aspect', async () => {
  for (const aspect of [undefined, '16:9', '1:1', '3:4']) {
    const parts = { options: { title: 'A title' }, ...(aspect === undefined ? {} : { aspect }) }
    const { artifact, svg } = await draw(diagram('A -> B -> C', parts))
    await expectInside(artifact)
    const baseline = Number(/translate\([\d.]+ ([\d.]+)\) scale\(0.016\)/.exec(svg)?.[1])
    const top = Number(/<g transform="translate\([\d.]+ ([\d.]+)\)"><path/.exec(svg)?.[1])
    expect(top - baseline).toBeGreaterThan(12)
    expect(top - baseline).toBeLessThan(40)
  }
})

test('what cannot be read in its column, or not whole, is warned of', async () => {
  const wide = Array.from({ length: 14 }, (_, index) => `A -> "Child number ${index}"`).join('\n')
  const { warnings } = await draw(diagram(wide, { options: { direction: 'down' } }))
  expect(warnings.map(({ message }) => message).join()).toMatch(/its text is \d\.\d pixels high/)
  const long = await draw(diagram(`A -> "${'many words '.repeat(80)}"`))
  expect(long.warnings.map(({ message }) => message).join()).toMatch(/too long and was cut/)
  expect((await draw(diagram(every))).warnings).toEqual([])
})

test('a tangle is refused before time is spent on it', async () => {
  const lines = Array.from(
    { length: 700 },
    (_, index) => `n${(index * 7919) % 97} -> n${(index * 104_729 + 13) % 89}`,
  )
  const started = performance.now()
  const error = await draw(diagram(lines.join('\n'))).catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ code: 'data-too-large' })
  expect(performance.now() - started).toBeLessThan(2000)
})

test('a tree of 400 boxes is drawn within five seconds', { timeout: 20_000 }, async () => {
  const lines = Array.from(
    { length: 399 },
    (_, index) => `n${Math.floor(index / 3)} -> n${index + 1}`,
  )
  const started = performance.now()
  await draw(diagram(lines.join('\n')))
  expect(performance.now() - started).toBeLessThan(5000)
})

describe('hostile labels', () => {
  test('are drawn as the characters they are', async () => {
    const names = [
      '<script>alert(1)</script>',
      '&amp; ]]>',
      '</text><b>',
      '\u202Eevil\u202C',
      'a" x="1',
    ]
    const data = {
      nodes: names.map((label, index) => ({ id: `n${index}`, label })),
      edges: [
        ['n0', 'n1', '<i>'],
        ['n1', 'n2'],
      ],
    }
    const { artifact, svg } = await draw(localFigure({ task: 'diagram', data }))
    expect(svg).not.toMatch(/<script|<b>|<i>|\u202E/)
    await expectInside(artifact)
  })

  test('any label gives a whole picture', async () => {
    const label = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ maxLength: 300 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(label, { minLength: 1, maxLength: 5 }), async (labels) => {
        const nodes = labels.map((label, index) => ({ id: `n${index}`, label }))
        const edges = labels.map((label, index) => ['n0', `n${index}`, label])
        const { artifact } = await draw(localFigure({ task: 'diagram', data: { nodes, edges } }))
        await expectInside(artifact)
      }),
      { numRuns: 25 },
    )
  })
})
