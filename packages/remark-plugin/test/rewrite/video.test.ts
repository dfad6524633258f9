import { compileSync } from '@mdx-js/mdx'
import { mystParse } from 'myst-parser'
import { describe, expect, test } from 'vitest'
import type { FinishedFigure } from '../../src/flavour.js'
import { createPictureImports, importFiles } from '../../src/picture-imports.js'
import { figure, written } from './figures.js'
import { pandoc, withoutPandoc } from './pandoc-command.js'

const film: Partial<FinishedFigure> = {
  id: 'fig-a',
  url: 'figures/a b.png',
  video: { url: 'figures/a b.mp4' },
  alt: 'Rain & "wind"',
  caption: 'It *rains*.',
}

const element =
  '<video src="figures/a%20b.mp4" poster="figures/a%20b.png" controls preload="metadata" width="1200" height="900" aria-label="Rain &amp; &quot;wind&quot;"'

describe('a video', () => {
  test.each(['html', 'figure'] as const)('is played in `%s`', (flavour) => {
    expect(written(film, flavour)).toContain(
      `${element} style="max-width: 100%; height: auto">\n</video>`,
    )
  })

  test('has the width its author gave it, once', () => {
    const wide = { ...film, displayWidth: '80%' }
    expect(written(wide, 'html').match(/width: 80%/g)).toHaveLength(1)
    expect(written(wide, 'figure').match(/width: 80%/g)).toHaveLength(1)
  })

  test('that is decorative has no name', () => {
    expect(written({ ...film, alt: '' }, 'html')).not.toContain('aria-label')
  })

  test.each(['html', 'figure'] as const)('is JSX in MDX, in `%s`', (flavour) => {
    const text = written(film, flavour, true)
    expect(text).toContain(`${element} style={{ maxWidth: '100%', height: 'auto' }} />`)
    expect(() => compileSync(text)).not.toThrow()
  })

  test('is imported in MDX, with its poster, whatever the host makes of an image', () => {
    const imports = createPictureImports('')
    const text = written(importFiles(figure(film), imports), 'figure', true)
    expect(
      imports
        .toList()
        .map(({ path }) => path)
        .sort(),
    ).toEqual([film.video?.url, film.url])
    expect(text).toMatch(/<video src={_figmill\d} poster={(_figmill\d)\.src \?\? \1} controls /)
    expect(() => compileSync(text)).not.toThrow()
  })

  test('is a picture that leads to it on GitHub', () => {
    expect(written(film, 'gfm')).toContain('](figures/a%20b.png)](figures/a%20b.mp4)')
  })

  test('is a video in MyST, with a placeholder for print', () => {
    const [directive] = mystParse(written(film, 'myst')).children ?? []
    expect(directive?.children?.[0]?.children?.slice(0, 2)).toMatchObject([
      { type: 'image', url: 'figures/a%20b.mp4' },
      { type: 'image', url: 'figures/a%20b.png', placeholder: true },
    ])
  })

  test('is a picture in LaTeX', () => {
    expect(written(film, 'latex')).toContain('{figures/a b.png}')
    expect(written(film, 'latex')).not.toContain('mp4')
  })

  test.each(['pandoc', 'quarto'] as const)(
    'is a picture in `%s`, whose caption leads to it',
    (flavour) => {
      expect(written(film, flavour)).toMatch(
        /^!\[It \*rains\*\. \[Video\]\(figures\/a%20b\.mp4\)\]\(figures\/a%20b\.png\){/,
      )
    },
  )

  test.skipIf(withoutPandoc)('leads to its file in a page by pandoc', () => {
    const html = pandoc(['--from', 'markdown', '--to', 'html'], written(film, 'pandoc'))
    expect(html).toMatch(/<img[\s\S]*src="figures\/a%20b\.png"/)
    expect(html).toMatch(
      /<figcaption[\s\S]*<a\s+href="figures\/a%20b\.mp4">Video<\/a><\/figcaption>/,
    )
  })
})
