import { FigureError } from '@figmill/core'
import { describe, expect, test } from 'vitest'
import { parseDisplayWidth, toCssWidth, toImgWidth, toLatexWidth } from '../../src/display-width.js'
import { written } from './figures.js'

describe('a width', () => {
  test.each([
    ['80%', '80%', '80%', '0.8\\linewidth'],
    ['33.3%', '33.3%', '33.3%', '0.333\\linewidth'],
    ['6cm', '6cm', '227', '6cm'],
    ['25mm', '25mm', '94', '25mm'],
    ['2in', '2in', '192', '2in'],
    ['72pt', '72pt', '96', '72bp'],
    ['10em', '10em', '160', '10em'],
    ['400px', '400px', '400', '300bp'],
    ['400', '400px', '400', '300bp'],
  ])('%s is the same length in CSS, on an image and in LaTeX', (value, css, image, latex) => {
    const width = parseDisplayWidth(value)
    expect([toCssWidth(width), toImgWidth(width), toLatexWidth(width)]).toEqual([css, image, latex])
  })

  test.each(['', '80 %', '-1cm', '1e3', '10vw', "1px'}}", '80%;color:red', 'auto'])(
    '%j is refused with what to write instead',
    (value) => {
      expect(() => parseDisplayWidth(value)).toThrow(FigureError)
      expect(() => written({ displayWidth: value }, 'figure')).toThrow(/^`width` is `/)
    },
  )
})
