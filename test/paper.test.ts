import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RequiredCommand, requireCommand } from './required-command.js'
import { runFigmill } from './run-figmill.js'

const fixture = fileURLToPath(new URL('../fixtures/paper', import.meta.url))
const filter = fileURLToPath(new URL('../packages/cli/pandoc/crossref.lua', import.meta.url))
const pandoc = requireCommand('pandoc')
const pdflatex = requireCommand('pdflatex')
const pdfimages = requireCommand('pdfimages', '-v')
const pdffonts = requireCommand('pdffonts', '-v')
const pdftotext = requireCommand('pdftotext', '-v')

const numbered = [
  'fig-pipeline',
  'fig-edits',
  'fig-collision',
  'fig-answers',
  'fig-states',
  'fig-charges',
  'fig-runs',
  'fig-wait',
  'fig-shards',
]
let paper: string

beforeAll(() => {
  paper = mkdtempSync(join(tmpdir(), 'figmill-paper-'))
  cpSync(fixture, paper, {
    recursive: true,
    filter: (path) => !/\/(?:build|\.figmill)$/.test(path),
  })
  expect(runFigmill(['build', 'paper.md', '--flavour', 'pandoc'], paper).status).toBe(0)
  const latex = ['build', 'paper.md', '--flavour', 'latex', '--out', 'latex']
  expect(runFigmill(latex, paper).status).toBe(0)
})
afterAll(() => rmSync(paper, { recursive: true, force: true }))

function convert(...args: string[]): string {
  return pandoc.run(
    ['build/paper.md', '--lua-filter', filter, '--citeproc', '--resource-path=build:.', ...args],
    { cwd: paper },
  )
}

describe.skipIf(!pandoc.available)(`the paper through pandoc${pandoc.reason}`, () => {
  it('has each figure once in HTML, with number, caption, label and working cross-reference', () => {
    const html = convert('--to', 'html', '--mathml')
      .replaceAll('\u00a0', ' ')
      .replaceAll('&nbsp;', ' ')
    numbered.forEach((id, index) => {
      expect(html.split(`id="${id}"`), id).toHaveLength(2)
      expect(html, id).toContain(`Figure ${index + 1}`)
      expect(html, id).toMatch(new RegExp(`href="#${id}"[^>]*>Figure ${index + 1}<`))
    })
    expect(html.match(/<img /g)).toHaveLength(numbered.length + 1)
    expect(html).not.toMatch(/href="#fig-[^"]+"[^>]*><\/a>/)
  })

  it('has each figure once in LaTeX, with caption, label and reference', () => {
    const latex = convert('--to', 'latex')
    for (const id of numbered) {
      expect(latex.split(`\\label{${id}}`), id).toHaveLength(2)
      expect(latex, id).toContain(`\\ref{${id}}`)
    }
    expect(latex.match(/\\begin\{figure\}/g)).toHaveLength(numbered.length)
  })

  const tools = [pdflatex, pdfimages, pdffonts, pdftotext]
  const printable = tools.every(({ available }) => available)
  const reason = tools.map((tool) => tool.reason).join('')

  /** What is left of the columns of a poppler tool: one line for each thing, without the heading. */
  const linesOf = (tool: RequiredCommand, ...args: string[]) =>
    tool.run(args, { cwd: paper }).trim().split('\n').slice(2)

  function expectVectors(file: string): void {
    expect(linesOf(pdfimages, '-list', file)).toEqual([])
    const fonts = linesOf(pdffonts, file)
    expect(fonts.filter((line) => /^[A-Z]{6}\+Inter/.test(line)).length).toBeGreaterThan(0)
    // Type, encoding, embedded, subset, with a mapping to Unicode.
    for (const line of fonts) expect(line).toMatch(/ yes +(?:yes|no) +(?:yes|no) +\d+ +\d+$/)
  }

  it.skipIf(!printable)(`prints as vectors with embedded fonts, no reference open${reason}`, () => {
    convert('--output', 'paper.pdf', '--pdf-engine', 'pdflatex')
    expectVectors('paper.pdf')
    const text = pdftotext.run(['paper.pdf', '-'], { cwd: paper })
    expect(text).not.toContain('??')
    for (let number = 1; number <= numbered.length; number++) {
      expect(text).toMatch(new RegExp(`Figure ${number}:`))
    }
    // The text of the pictures is text.
    expect(text).toMatch(/retry until answered/i)
  })

  it.skipIf(!printable)(`prints the same from flavour latex${reason}`, () => {
    const args = ['paper.md', '--citeproc', '--resource-path=.:..', '-V', 'graphics']
    pandoc.run([...args, '--pdf-engine', 'pdflatex', '--output', '../latex.pdf'], {
      cwd: join(paper, 'latex'),
    })
    expectVectors('latex.pdf')
  })
})

describe('the lockfile of the paper', () => {
  it('is the committed one: the pictures are the same on every machine', () => {
    expect(readFileSync(join(paper, 'figmill.lock'), 'utf8')).toBe(
      readFileSync(join(fixture, 'figmill.lock'), 'utf8'),
    )
  })
})
