import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireCommand } from './required-command.js'
import { runFigmill } from './run-figmill.js'

const fixture = fileURLToPath(new URL('../fixtures/paper', import.meta.url))
const filter = fileURLToPath(new URL('../packages/cli/pandoc/crossref.lua', import.meta.url))
const pandoc = requireCommand('pandoc')
const pdflatex = requireCommand('pdflatex')
const rsvg = requireCommand('rsvg-convert')
const pdfimages = requireCommand('pdfimages', '-v')

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

  const printable = pdflatex.available && rsvg.available && pdfimages.available
  const reason = [pdflatex, rsvg, pdfimages].map((command) => command.reason).join('')
  it.skipIf(!printable)(`has vectors in its PDF, and no reference is open${reason}`, () => {
    convert('--output', 'paper.pdf', '--pdf-engine', 'pdflatex')
    const images = pdfimages.run(['-list', 'paper.pdf'], { cwd: paper }).trim().split('\n')
    // Two lines of heading, and no picture in pixels below them.
    expect(images).toHaveLength(2)
    const text = requireCommand('pdftotext', '-v').run(['paper.pdf', '-'], { cwd: paper })
    expect(text).not.toContain('??')
    for (let number = 1; number <= numbered.length; number++) {
      expect(text).toMatch(new RegExp(`Figure ${number}:`))
    }
  })
})

describe('the lockfile of the paper', () => {
  it('is the committed one: the pictures are the same on every machine', () => {
    expect(readFileSync(join(paper, 'figmill.lock'), 'utf8')).toBe(
      readFileSync(join(fixture, 'figmill.lock'), 'utf8'),
    )
  })
})
