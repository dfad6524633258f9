import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile } from '@mdx-js/mdx'
import { expect, test } from 'vitest'
import type { Directive } from '../../src/directive.js'
import type { FinishedFigure, Flavour } from '../../src/flavour.js'
import { rewrite } from '../../src/rewrite.js'
import { scan } from '../../src/scan.js'

const folder = fileURLToPath(new URL('../../fixtures/rewrite/', import.meta.url))

interface FixtureOptions {
  flavours: Flavour[]
}

/** A finished figure for a directive, its picture named after the id; what it shows repeats `alt`. */
function finish({ attributes, caption }: Directive): FinishedFigure {
  const attributeValue = (name: string) =>
    attributes.find((attribute) => attribute.name === name)?.value
  const id = attributeValue('id')
  const alt = attributeValue('alt') ?? ''
  const stem = `./figures/${id ?? 'figure'}.0a1b2c`
  return {
    id,
    classes: attributeValue('class')?.split(' ') ?? [],
    url: `${stem}.png`,
    printUrl: attributeValue('format')?.includes('pdf') ? `${stem}.pdf` : undefined,
    width: 1200,
    height: 900,
    alt,
    description: alt === '' ? undefined : `At length: ${alt}`,
    caption: caption?.value,
    displayWidth: attributeValue('width'),
  }
}

const cases = readdirSync(folder).flatMap((name) => {
  const extension = existsSync(`${folder}${name}/input.mdx`) ? 'mdx' : 'md'
  const options: FixtureOptions = JSON.parse(readFileSync(`${folder}${name}/options.json`, 'utf8'))
  return options.flavours.map((flavour) => ({ name, flavour, extension }))
})

test.each(cases)('fixture $name, flavour $flavour', async ({ name, flavour, extension }) => {
  const source = readFileSync(`${folder}${name}/input.${extension}`, 'utf8')
  const mdx = extension === 'mdx'
  const { directives, problems } = scan(source, { mdx })
  expect(problems).toEqual([])
  const replacements = directives.map((directive) => ({ directive, figure: finish(directive) }))
  const { code } = rewrite(source, replacements, { flavour, mdx })
  if (mdx) await compile(code)
  const output = `${folder}${name}/output.${flavour}.${extension}`
  if (process.env.UPDATE) writeFileSync(output, code)
  expect(code).toBe(readFileSync(output, 'utf8'))
})
