import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { serviceNames } from '../../src/providers/registry.js'

const engine = new URL('../../src/engine/', import.meta.url)

test('the engine names no service', () => {
  const files = readdirSync(engine)
  expect(files).toContain('runner.ts')
  for (const file of files) {
    const text = readFileSync(new URL(file, engine), 'utf8').toLowerCase()
    for (const name of serviceNames) expect(text, file).not.toMatch(new RegExp(`\\b${name}\\b`))
  }
})
