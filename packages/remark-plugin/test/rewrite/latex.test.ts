import { FigureError } from '@figmill/core'
import { describe, expect, test } from 'vitest'
import { toLatex } from '../../src/inline-markdown/to-latex.js'
import { written } from './figures.js'

describe('a caption in LaTeX', () => {
  test.each([
    ['*a* **b** `c_d`', '\\emph{a} \\textbf{b} \\texttt{c\\_d}'],
    ['# $ % & _ { } ~ ^ \\ < > | `', null],
    ['[text](https://a.b/c_d?e=%20&f#g)', '\\href{https://a.b/c_d?e=\\%20\\&f\\#g}{text}'],
    ['<https://a.b/~c>', '\\url{https://a.b/~c}'],
    ['[](#fig-a) and [that](#fig-b)', '\\ref{fig-a} and \\hyperref[fig-b]{that}'],
    ['$a_1 \\% {b}$, but $5 and $6', '$a_1 \\% {b}$, but \\$5 and \\$6'],
    ['$}$', '\\$\\}\\$'],
    ['![a *b*](c.png)', 'a b'],
    ['a<br>b &copy; \\*', 'ab © *'],
    ['two\nlines  \nand\\\nmore', 'two lines and more'],
  ])('%s', (caption, latex) => {
    expect(toLatex(caption)).toBe(
      latex ??
        '\\# \\$ \\% \\& \\_ \\{ \\} \\textasciitilde{} \\textasciicircum{} \\textbackslash{} \\textless{} \\textgreater{} \\textbar{} \\textasciigrave{}',
    )
  })
})

test('a label is the name pandoc gives to the same id', () => {
  expect(written({ id: 'fig:a-1_b' }, 'latex')).toContain('\\label{fig:a-1_b}')
  expect(written({ id: 'fig-ü' }, 'latex')).toContain('\\label{fig-uxfc}')
})

test('a path \\includegraphics cannot read is an error, not another file', () => {
  expect(() => written({ url: '100%/a.png' }, 'latex')).toThrow(FigureError)
  expect(written({ url: 'a b/ü_1~.pdf' }, 'latex')).toContain('{a b/ü_1\\string~.pdf}')
})
