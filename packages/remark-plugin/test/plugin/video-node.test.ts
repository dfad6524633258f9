import { compile } from '@mdx-js/mdx'
import type { Root } from 'mdast'
import { toHast } from 'mdast-util-to-hast'
import { describe, expect, test } from 'vitest'
import { importNode } from '../../src/mdx-nodes.js'
import { createPictureImports } from '../../src/picture-imports.js'
import { type Target, toFigureNode } from '../../src/to-figure-node.js'
import { figure } from '../rewrite/figures.js'

const film = figure({ url: './a.png', video: { url: './a.mp4' }, alt: 'Rain' })

/** JSX of the one figure in MDX. */
async function compiled(target: Target): Promise<string> {
  const imports = createPictureImports('')
  const node = toFigureNode(film, { target, mdx: true, imports })
  const replace = () => (tree: Root) => {
    tree.children = [...imports.toList().map(importNode), node] as Root['children']
  }
  return String(await compile('', { jsx: true, remarkPlugins: [replace] }))
}

describe('a video in a tree', () => {
  test('is an element in Markdown', () => {
    const node = toFigureNode(film, {
      target: 'markdown',
      mdx: false,
      imports: createPictureImports(''),
    })
    expect(toHast(node)).toMatchObject({
      tagName: 'figure',
      children: [
        {
          tagName: 'video',
          properties: {
            src: './a.mp4',
            poster: './a.png',
            controls: true,
            preload: 'metadata',
            width: 1200,
            height: 900,
            ariaLabel: 'Rain',
          },
          children: [],
        },
      ],
    })
  })

  test.each(['markdown', 'import'] as const)('is imported in MDX, for `%s`', async (target) => {
    const text = await compiled(target)
    expect(text).toContain('import _figmill0 from "./a.png"')
    expect(text).toContain('import _figmill1 from "./a.mp4"')
    expect(text).toContain('video src={_figmill1} poster={_figmill0.src ?? _figmill0} controls ')
    expect(text).toMatch(/style={{\s*"?maxWidth"?: "100%",\s*"?height"?: "auto"\s*}}/)
  })

  test('is its poster for Next.js, which can import no video', async () => {
    const text = await compiled('next')
    expect(text).toContain('img src={_figmill0.src} alt="Rain"')
    expect(text).not.toContain('mp4')
  })
})
