import { compile } from '@mdx-js/mdx'
import fc from 'fast-check'
import type { Nodes, Root, RootContent } from 'mdast'
import type { MdxJsxFlowElement } from 'mdast-util-mdx'
import { micromark } from 'micromark'
import remarkDirective from 'remark-directive'
import remarkGfm from 'remark-gfm'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, test } from 'vitest'
import { captionTree } from '../../src/inline-markdown/caption-tree.js'
import { toOneLine } from '../../src/one-line.js'
import { hostileText, written } from './figures.js'

const markdown = unified().use(remarkParse)
const extendedMarkdown = unified().use(remarkParse).use(remarkGfm).use(remarkDirective)
const mdxMarkdown = unified().use(remarkParse).use(remarkMdx)
const extendedMdx = unified().use(remarkParse).use(remarkMdx).use(remarkGfm)

/** What a reader sees of a tree: its text, without tags. */
function textOf(node: Nodes): string {
  if (node.type === 'html' || node.type === 'mdxJsxTextElement') return childText(node)
  if (node.type === 'image') return node.alt ?? ''
  if ('children' in node) return childText(node)
  if (node.type === 'mdxTextExpression' || node.type === 'mdxFlowExpression') {
    return JSON.parse(node.value)
  }
  return 'value' in node ? node.value : ''
}

function childText(node: Nodes): string {
  return 'children' in node ? node.children.map(textOf).join('') : ''
}

function captionText(caption: string, mdx: boolean): string {
  return captionTree(caption, { mdx }).map(textOf).join('')
}

/** What Markdown makes of the spaces an author wrote. */
function spaced(text: string): string {
  return text.replace(/ +/g, ' ').trim()
}

function typesOf(nodes: readonly RootContent[]): string[] {
  return nodes.map(({ type }) => type)
}

function imageIn(node: Nodes | undefined): { alt: string; url: string } {
  const image = node?.type === 'paragraph' ? node.children[0] : undefined
  if (image?.type !== 'image') throw new Error(`expected an image, got ${JSON.stringify(node)}`)
  return { alt: image.alt ?? '', url: image.url }
}

function isElement(node: Nodes | undefined, name: string): node is MdxJsxFlowElement {
  return node?.type === 'mdxJsxFlowElement' && node.name === name
}

const unquote: Record<string, string> = { quot: '"', amp: '&' }

/** Text with the references our writers use decoded. */
function decoded(html: string): string {
  return html.replace(/&(?:#(\d+)|(quot|amp));/g, (_, code, name) =>
    name ? (unquote[name] ?? '') : String.fromCodePoint(Number(code)),
  )
}

describe.each(['figure', 'gfm'] as const)('flavour %s in Markdown', (flavour) => {
  test('any description and caption give one figure with that description and text', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (alt, caption) => {
        const code = written({ id: 'fig-a', alt, caption }, flavour)
        const { children } = markdown.parse(code)
        const text = captionText(caption, false)
        expect(imageIn(children[1])).toEqual({ alt: toOneLine(alt), url: 'figures/a.png' })
        if (captionTree(caption, {}).length === 0) {
          expect(typesOf(children)).toEqual(['html', 'paragraph', 'html'])
          return
        }
        expect(typesOf(children)).toEqual(['html', 'paragraph', 'html', 'paragraph', 'html'])
        expect(children[0]).toMatchObject({ value: '<figure id="fig-a">' })
        expect(spaced(children[3] ? textOf(children[3]) : '')).toBe(spaced(text))
      }),
    )
  })

  test('GFM and directives change neither the blocks nor the description', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (alt, caption) => {
        const code = written({ alt, caption: `c${caption}` }, flavour)
        const { children } = extendedMarkdown.parse(code)
        expect(typesOf(children)).toEqual(['html', 'paragraph', 'html', 'paragraph', 'html'])
        expect(imageIn(children[1]).alt).toBe(toOneLine(alt))
      }),
    )
  })

  test('a caption never starts a block of GFM or directives', () => {
    fc.assert(
      fc.property(hostileText, (caption) => {
        const { children } = extendedMarkdown.parse(written({ caption }, flavour))
        expect(['paragraph', undefined]).toContain(children[3]?.type)
      }),
    )
  })
})

test('a template engine finds nothing to run in `figure` and `html`', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('figure', 'html'),
      hostileText,
      hostileText,
      (flavour, alt, caption) => {
        const code = written({ alt, caption, url: 'a{{b}}{%c.png' }, flavour)
        expect(code).not.toMatch(/\{[{%#]/)
        const rendered = micromark(code, { allowDangerousHtml: true, allowDangerousProtocol: true })
        expect(rendered.replace(/<[^>]*>/g, '<>')).not.toContain('{{')
      },
    ),
  )
})

describe.each(['figure', 'html'] as const)('a long description in flavour %s', (flavour) => {
  test('is hidden, named by the figure, and says what it said', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (description, caption) => {
        const code = written({ id: 'fig-a', alt: 'A', caption, description }, flavour)
        expect(code).toMatch(/^<(?:figure|img)[^>]* aria-describedby="fig-a-description"/m)
        const html = /<p id="fig-a-description" hidden>(.*)<\/p>/.exec(code)?.[1] ?? ''
        expect(decoded(html.replaceAll('<!-- -->', ''))).toBe(toOneLine(description))
        expect(code).not.toMatch(/\{[{%#]/)
      }),
    )
  })

  test('is an element of its own in MDX', () => {
    fc.assert(
      fc.property(hostileText, (description) => {
        const code = written({ id: 'fig-a', alt: 'A', caption: 'C', description }, flavour, true)
        const [figure, ...rest] = extendedMdx.parse(code).children
        if (!isElement(figure, 'figure')) throw new Error('expected a figure')
        expect(rest).toEqual([])
        const hidden = expect.objectContaining({ name: 'hidden' })
        const [element, ...others] = figure.children
          .flatMap(jsxOf)
          .filter(({ name }) => name === 'p')
        expect(others).toEqual([])
        expect(element?.attributes).toContainEqual(hidden)
        expect(textOf(element as Nodes)).toBe(toOneLine(description))
      }),
    )
  })

  test('is left out where the figure has no id to name it by', () => {
    const code = written({ alt: 'A', description: 'At length' }, flavour)
    expect(code).not.toMatch(/describedby|At length/)
  })
})

function jsxOf(node: Nodes): MdxJsxFlowElement[] {
  if (node.type === 'paragraph') return node.children.flatMap(jsxOf)
  return node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement'
    ? [node as MdxJsxFlowElement]
    : []
}

describe('flavour html in Markdown', () => {
  test('any description and caption give one HTML block that says the same', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (alt, caption) => {
        const code = written({ id: 'fig-a', alt, caption }, 'html')
        const { children } = markdown.parse(code)
        expect(typesOf(children)).toEqual(['html'])
        expect(decoded(/ alt="([^"]*)"/.exec(code)?.[1] ?? '')).toBe(toOneLine(alt))
      }),
    )
  })

  test('a caption without HTML keeps its text', () => {
    fc.assert(
      fc.property(hostileText, (caption) => {
        const tree = captionTree(caption, {})
        fc.pre(!JSON.stringify(tree).includes('"type":"html"'))
        fc.pre(!JSON.stringify(tree).includes('"type":"image"'))
        const code = written({ caption }, 'html')
        const html = /<figcaption>(.*)<\/figcaption>/.exec(code)?.[1] ?? ''
        expect(decoded(html.replace(/<[^>]*>/g, ''))).toBe(captionText(caption, false))
      }),
    )
  })
})

describe('MDX', () => {
  test.each(['figure', 'gfm'] as const)(
    'flavour %s is one figure with any description and caption',
    (flavour) => {
      fc.assert(
        fc.property(hostileText, hostileText, (alt, caption) => {
          const code = written({ id: 'fig-a', classes: ['wide'], alt, caption }, flavour, true)
          const [element, ...rest] = mdxMarkdown.parse(code).children
          if (!isElement(element, 'figure')) throw new Error('expected a figure')
          expect(rest).toEqual([])
          expect(imageIn(element.children[0]).alt).toBe(toOneLine(alt))
          const caption_ = element.children[1]
          const text = isElement(caption_, 'figcaption') ? textOf(caption_ as Nodes) : ''
          expect(spaced(text)).toBe(spaced(captionText(caption, true)))
        }),
      )
    },
  )

  test('flavour html keeps any description and caption out of the reach of MDX', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (alt, caption) => {
        const code = written({ id: 'fig-a', alt, caption, displayWidth: '80%' }, 'html', true)
        const [element, ...rest] = extendedMdx.parse(code).children
        if (!isElement(element, 'figure')) throw new Error('expected a figure')
        expect(rest).toEqual([])
        const [image, ...others] = element.children.flatMap(jsxOf)
        expect(image?.attributes).toContainEqual(
          expect.objectContaining({ name: 'alt', value: toOneLine(alt) }),
        )
        expect(others.map(({ name }) => name)).toEqual(others.length ? ['figcaption'] : [])
        const tree: Root = { type: 'root', children: captionTree(caption, { mdx: true }) }
        fc.pre(!JSON.stringify(tree).includes('"type":"image"'))
        expect(others.map((node) => textOf(node as Nodes)).join('')).toBe(textOf(tree))
      }),
    )
  })

  test('every figure compiles', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('figure', 'gfm', 'html'),
        hostileText,
        hostileText,
        fc.constantFrom('80%', '6cm', undefined),
        async (flavour, alt, caption, displayWidth) => {
          await compile(written({ id: 'fig-a', alt, caption, displayWidth }, flavour, true), {
            remarkPlugins: [remarkGfm],
          })
        },
      ),
    )
  })
})
