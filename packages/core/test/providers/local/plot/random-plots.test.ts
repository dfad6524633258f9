import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonValue } from '../../../../src/json.js'
import { createLocalProvider } from '../../../../src/providers/local/local-provider.js'
import { markNames } from '../../../../src/providers/local/plot/mark-names.js'
import { expectInside } from '../bounds.js'
import { draw } from '../draw.js'
import { localFigure } from '../sample-figures.js'

const provider = createLocalProvider()
const finite = { noNaN: true, noDefaultInfinity: true } as const

const cells = {
  name: fc.constantFrom('a', 'bb', 'Some longer name', '<b>', 'ξ & ω', 'NA', '7B', ''),
  number: fc.oneof(
    { weight: 40, arbitrary: fc.integer({ min: 1, max: 1000 }) },
    { weight: 3, arbitrary: fc.double({ min: -900, max: 900, ...finite }) },
    { weight: 1, arbitrary: fc.double({ min: 1e-12, max: 1e-9, ...finite }) },
    { weight: 1, arbitrary: fc.constantFrom(null, 0, 1e300, -1e-300) },
  ),
  positive: fc.oneof(
    fc.integer({ min: 0, max: 20 }),
    fc.double({ min: 0.001, max: 20, ...finite }),
  ),
  date: fc
    .date({ min: new Date('1890-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  year: fc.integer({ min: 1900, max: 2100 }),
}
const kinds: Record<string, keyof typeof cells> = {
  group: 'name',
  site: 'name',
  date: 'date',
  year: 'year',
  value: 'number',
  value_std: 'positive',
  other: 'number',
  size: 'positive',
}
const columnNames = Object.keys(kinds)

const table = fc
  .record({
    names: fc
      .subarray(columnNames, { minLength: 1 })
      .map((some) => [...new Set([...some, 'value'])]),
    rows: fc.integer({ min: 1, max: 30 }),
  })
  .chain(({ names, rows }) =>
    fc.record(
      Object.fromEntries(
        names.map((name) => [
          name,
          fc.array<JsonValue>(cells[kinds[name] ?? 'number'], { minLength: rows, maxLength: rows }),
        ]),
      ),
    ),
  )
/** Most figures say little; one in ten says each thing. */
function seldom<Value>(value: fc.Arbitrary<Value>) {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
}

const column = fc.constantFrom(...columnNames)
const options = fc.record({
  mark: fc.option(fc.constantFrom(...markNames), { nil: undefined }),
  x: seldom(column),
  y: fc.option(fc.constantFrom('value', 'value,other', 'size'), { nil: undefined }),
  color: seldom(fc.constantFrom('group', 'site', 'value')),
  size: seldom(column),
  facet: seldom(fc.constantFrom('group', 'site')),
  error: seldom(fc.constant('value_std')),
  sort: seldom(fc.constantFrom('ascending', 'descending')),
  scale: seldom(fc.constantFrom('log', 'log-x', 'log-log')),
  stack: seldom(fc.constantFrom('grouped', 'stacked', 'normalized')),
  orient: seldom(fc.constantFrom('horizontal', 'vertical')),
  labels: seldom(fc.constant('value')),
  trend: seldom(fc.constant('linear')),
  columns: seldom(fc.constantFrom('1', '2', '5')),
  fit: seldom(fc.constantFrom('panel', 'one-column', 'slide')),
  reference: seldom(fc.constantFrom('y=0.5: Half', 'x=2000..2010', 'y=-3000: Far below')),
})

test('of any table and any options either something is wrong, or every row is drawn inside the picture and every series named', {
  timeout: 120_000,
}, async () => {
  let drawn = 0
  await fc.assert(
    fc.asyncProperty(table, options, async (data, wanted) => {
      // Columns that the table lacks are the subject of other tests.
      const isMissing = (value: string) =>
        value.split(',').some((name) => columnNames.includes(name) && !(name in data))
      const chosen = Object.fromEntries(
        Object.entries(wanted).flatMap(([name, value]) =>
          value === undefined || isMissing(value) ? [] : [[name, value]],
        ),
      )
      const figure = localFigure({ task: 'plot', data, options: chosen })
      const { problems, request } = provider.resolve(figure)
      if (request === undefined) {
        expect(problems.length).toBeGreaterThan(0)
        return
      }
      drawn++
      // Drawing counts the marks, and finds every one inside its axes.
      const { artifact, svg } = await draw(figure)
      expect(svg).not.toMatch(/[" (,](?:NaN|-?Infinity|undefined)[" ),]/)
      await expectInside(artifact)
      const { series } = request.body.chart as { series?: { names: string[] } }
      for (const name of series?.names ?? []) {
        expect(artifact.description).toContain(name.trim())
      }
    }),
    { numRuns: 600 },
  )
  expect(drawn).toBeGreaterThan(60)
})
