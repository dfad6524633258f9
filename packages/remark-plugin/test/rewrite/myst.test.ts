import fc from 'fast-check'
import { mystParse } from 'myst-parser'
import { describe, expect, test } from 'vitest'
import { toOneLine } from '../../src/one-line.js'
import { hostileText, written } from './figures.js'

interface Node {
  type: string
  children?: Node[]
  [field: string]: unknown
}

function nodesIn(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(nodesIn)]
}

function find(node: Node, type: string): Node[] {
  return nodesIn(node).filter((inner) => inner.type === type)
}

/** What follows the image in the one figure: myst-parser leaves it to MyST to wrap that as a caption. */
function captionOf(tree: Node): Node[] {
  return (find(tree, 'container')[0]?.children ?? [])
    .slice(1)
    .flatMap((node) => (node.type === 'caption' ? (node.children ?? []) : [node]))
}

describe('MyST', () => {
  test('any description and caption give one figure with that description', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (alt, caption) => {
        const tree: Node = mystParse(`${written({ id: 'fig-a', alt, caption }, 'myst')}\n\nafter\n`)
        const [container, after] = find(tree, 'container')
        expect(after).toBeUndefined()
        expect(container).toMatchObject({ identifier: 'fig-a', label: 'fig-a', kind: 'figure' })
        const image = container?.children?.[0]
        expect(image).toMatchObject({ type: 'image', url: 'figures/a.png' })
        expect(image?.alt ?? '').toBe(toOneLine(alt))
        expect(tree.children?.at(-1)).toMatchObject({ type: 'paragraph' })
      }),
    )
  })

  test('a figure has its caption, width and classes', () => {
    const figure = {
      id: 'fig-a',
      alt: 'A',
      caption: 'The *letter*',
      displayWidth: '80%',
      classes: ['b', 'c'],
    }
    const tree: Node = mystParse(written(figure, 'myst'))
    expect(find(tree, 'container')[0]).toMatchObject({ class: 'b c' })
    expect(find(tree, 'image')[0]).toMatchObject({ width: '80%' })
    expect(captionOf(tree)[0]?.children?.map(({ type }) => type)).toEqual(['text', 'emphasis'])
  })

  test('colons in the caption do not close the figure', () => {
    expect(written({ caption: 'a ::::: b' }, 'myst')).toMatch(/^:{6}\{figure\}.*\n:{6}$/s)
  })

  test.each(['% of all', '(a)= b', '# a', '- a', '1. a', '> a', '+++ a', ':alt: b', '---', '```a'])(
    'the caption %j is text',
    (caption) => {
      const [paragraph, ...rest] = captionOf(mystParse(written({ caption }, 'myst')))
      expect(rest).toEqual([])
      const text = paragraph ? find(paragraph, 'text') : []
      expect(text.map(({ value }) => value).join('')).toBe(caption)
    },
  )
})
