import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { figmill } from '../bench/harness.ts'
import { listLoadedModules, listLoadedPackages } from '../bench/loaded-modules.ts'

const drawing = ['vega', 'vega-lite', '@hpcc-js/wasm-graphviz', '@resvg/resvg-wasm', 'harfbuzzjs']

let root: string

/** Names of the packages a command loads; ours begin with `figmill:`. */
const packagesOf = (...argv: string[]) =>
  listLoadedPackages(figmill(root, ...argv)).map(({ name }) => name)

const forget = (...names: string[]) => {
  for (const name of names) rmSync(join(root, '.figmill', name), { recursive: true, force: true })
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'figmill-warm-'))
  writeFileSync(join(root, 'figmill.config.json'), '{}')
  writeFileSync(
    join(root, 'page.md'),
    [
      ':::figure[Bars.]{#fig-bars task=plot}',
      'Bar chart of the height by name.',
      '',
      '```json data',
      '{ "name": ["a", "b"], "height": [1, 2] }',
      '```',
      ':::',
      '',
      '::figure[Steps.]{#fig-steps prompt="Read -> Write" format=png}',
      '',
    ].join('\n'),
  )
})
afterAll(() => rmSync(root, { recursive: true }))

describe('what a command loads', () => {
  it('is a renderer when there is something to draw', () => {
    expect(packagesOf('build')).toEqual(expect.arrayContaining(drawing))
  })

  it('is nothing but our own few modules when nothing changed', () => {
    expect(new Set(packagesOf('build'))).toEqual(new Set(['figmill:cli', 'figmill:core']))
    expect(listLoadedModules(figmill(root, 'build')).length).toBeLessThanOrEqual(22)
  })

  it.each<[string, string[], string[]]>([
    ['a build without an index', ['build'], ['snapshots', 'summaries.json']],
    ['a check in a fresh checkout', ['check'], ['snapshots']],
    ['a plan', ['plan'], ['snapshots', 'summaries.json']],
    ['the help', ['--help'], []],
  ])('is no renderer for %s, when every picture is in the cache', (_, argv, forgotten) => {
    forget(...forgotten)
    const loaded = packagesOf(...argv)
    expect(loaded).toContain('figmill:cli')
    for (const name of drawing) expect(loaded).not.toContain(name)
    for (const name of ['undici', 'unified', 'chokidar', 'keyv']) {
      expect(loaded).not.toContain(name)
    }
  })
})
