import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const filter = fileURLToPath(new URL('../../pandoc/crossref.lua', import.meta.url))
const filterInQuarto = fileURLToPath(new URL('in-quarto.lua', import.meta.url))

/** Only a machine without pandoc that is not CI leaves these tests out; CI fails instead. */
const withoutPandoc = !process.env.CI && spawnSync('pandoc', ['--version']).error !== undefined

function pandoc(markdown: string, ...args: string[]): { output: string; warnings: string } {
  return runFilter(filter, markdown, args)
}

function runFilter(path: string, markdown: string, args: string[]) {
  const { status, stdout, stderr, error } = spawnSync(
    'pandoc',
    ['--from=markdown', '--wrap=none', `--lua-filter=${path}`, ...args],
    { input: markdown, encoding: 'utf8' },
  )
  if (error) throw error
  expect(status, stderr).toBe(0)
  // A number stays with its word by a no-break space.
  return { output: stdout.replaceAll('\u00a0', ' '), warnings: stderr }
}

const paper = `
See [](#fig-b) and [](#fig-a), or [the first](#fig-a).

![Cap *A*](a.png){#fig-a alt="Alt A"}

> ![Cap B](b.png){#fig-b alt="Alt B"}

![](c.png){#fig-c alt="No caption"}

- ![In a list](d.png){#fig-d alt="Alt D"}

![Without id](e.png)

See [](#fig-d).
`

describe.skipIf(withoutPandoc)('crossref.lua', () => {
  test('HTML: captions are numbered in order and references say the number', () => {
    const { output, warnings } = pandoc(paper, '--to=html')
    const captions = [...output.matchAll(/<figcaption[^>]*>(.*?)<\/figcaption>/g)]
    expect(captions.map(([, caption]) => caption)).toEqual([
      'Figure 1: Cap <em>A</em>',
      'Figure 2: Cap B',
      'Figure 3: In a list',
      'Figure 4: Without id',
    ])
    expect(output).toContain(
      'See <a href="#fig-b">Figure 2</a> and <a href="#fig-a">Figure 1</a>, or <a href="#fig-a">the first</a>.',
    )
    expect(output).toContain('See <a href="#fig-d">Figure 3</a>.')
    expect(warnings).toBe('')
  })

  test('HTML: a description never holds the number', () => {
    const { output } = pandoc(paper, '--to=html')
    const descriptions = [...output.matchAll(/alt="([^"]*)"/g)].map(([, alt]) => alt)
    expect(descriptions).toEqual(['Alt A', 'Alt B', 'No caption', 'Alt D', 'Without id'])
  })

  test('LaTeX: labels and \\ref, and LaTeX counts', () => {
    const { output } = pandoc(paper, '--to=latex')
    expect(output).toContain('See Figure~\\ref{fig-b} and Figure~\\ref{fig-a}, or')
    expect(output).toContain('\\caption{Cap \\emph{A}}\\label{fig-a}')
    expect(output).toContain('\\caption{In a list}\\label{fig-d}')
    expect(output).not.toContain('Figure 1')
  })

  test('LaTeX: a reference uses the label pandoc writes for the id', () => {
    const { output } = pandoc('![C](a.png){#fig-ü_a}\n\n[](#fig-ü_a)', '--to=latex')
    const label = /\\label\{(.*?)\}/.exec(output)?.[1]
    expect(label).toBe('fig-uxfc_a')
    expect(output).toContain(`\\ref{${label}}`)
  })

  test('other formats get numbers too', () => {
    expect(pandoc(paper, '--to=jats').output).toContain('Figure 2')
    expect(pandoc(paper, '--to=markdown').output).toContain('Figure 1: Cap')
  })

  test('an id no figure has is reported, other empty links are left alone', () => {
    const { output, warnings } = pandoc('[](#fig-none) [](#section) [](https://a.b)', '--to=html')
    expect(warnings).toBe('crossref.lua: no figure has the id `fig-none`\n')
    expect(output).toContain('<a href="#fig-none"></a> <a href="#section"></a>')
  })

  const twoFormats = '![C](a%20b.svg){#fig-a alt="A" pdf="a%20b.pdf"}\n\n[](#fig-a)'

  test.each(['latex', 'beamer'])('%s: the PDF of a picture takes its place', (format) => {
    const { output } = pandoc(twoFormats, `--to=${format}`)
    expect(output).toMatch(/\\includegraphics(?:\[[^\]]*\])?\{a b\.pdf\}/)
    expect(output).not.toContain('svg')
  })

  test.each(['html', 'markdown', 'jats'])('%s: the picture stays, its PDF goes', (format) => {
    const { output } = pandoc(twoFormats, `--to=${format}`)
    expect(output).toMatch(/a(?: |%20)b\.svg/)
    expect(output).not.toContain('pdf')
  })

  test('Quarto numbers by itself, and gets the PDF', () => {
    const asQuarto = (format: string) =>
      runFilter(filterInQuarto, twoFormats, [`--to=${format}`]).output
    expect(asQuarto('latex')).toContain('{a b.pdf}')
    expect(asQuarto('html')).toContain('a%20b.svg')
    expect(asQuarto('html')).not.toMatch(/Figure|pdf/)
  })

  test('`figure-name` gives the word in another language', () => {
    const { output } = pandoc(
      '![C](a.png){#fig-a}\n\n[](#fig-a)',
      '--to=html',
      '-M',
      'figure-name=Abb.',
    )
    expect(output).toContain('Abb. 1: C')
    expect(output).toContain('<a href="#fig-a">Abb. 1</a>')
  })
})
