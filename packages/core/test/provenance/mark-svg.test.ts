import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { expect, test } from 'vitest'
import { markPicture } from '../../src/provenance/mark-picture.js'
import type { Marker } from '../../src/provenance/marker.js'

const marker: Marker = { sourceType: 'compositeSynthetic', systemUsed: 'a & b' }

function mark(svg: string): string {
  const picture = {
    bytes: Buffer.from(svg),
    mediaType: 'image/svg+xml',
    width: 1,
    height: 1,
  } as const
  return Buffer.from(markPicture(picture, marker).bytes).toString()
}

function textsOf(svg: string, name: string): string[] {
  const look = (element: XmlElement): string[] =>
    element.children.flatMap((child) => {
      if (!(child instanceof XmlElement)) return []
      return child.name === name ? [child.text] : look(child)
    })
  const { root } = parseXml(svg)
  return root === null ? [] : look(root)
}

const open = '<svg xmlns="http://www.w3.org/2000/svg">'
const type = 'Iptc4xmpExt:DigitalSourceType'
const term = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic'

test('a marked SVG is the same drawing with metadata at its end', () => {
  const drawing = `${open}<title>T</title><path d="M0 0"/>`
  const marked = mark(`${drawing}</svg>\n`)
  expect(marked.startsWith(`${drawing}<metadata><rdf:RDF `)).toBe(true)
  expect(marked.endsWith('</rdf:RDF></metadata></svg>\n')).toBe(true)
  expect(textsOf(marked, type)).toEqual([term])
  expect(textsOf(marked, 'Iptc4xmpExt:AISystemUsed')).toEqual(['a & b'])
  expect(mark(marked)).toBe(marked)
})

test('prefixed elements, and comments behind the drawing, are not in the way', () => {
  const marked = mark('<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg><!-- </svg> -->\n')
  expect(marked).toMatch(
    /^<s:svg [^>]*><s:g\/><s:metadata>.*<\/s:metadata><\/s:svg><!-- <\/svg> -->/,
  )
  expect(textsOf(marked, type)).toEqual([term])
})

test.each([
  [
    'an element',
    '<rdf:Description><Iptc4xmpExt:DigitalSourceType>x</Iptc4xmpExt:DigitalSourceType>',
  ],
  ['an empty element', '<rdf:Description><i:DigitalSourceType rdf:resource="http://a/b"/>'],
  ['an attribute', '<rdf:Description i:AISystemUsed = \'>\' i:DigitalSourceType="x">'],
])('a marker that was there as %s is replaced, and the rest of the metadata stays', (_, before) => {
  const namespaces = ['i', 'Iptc4xmpExt', 'dc', 'rdf'].map((name) => ` xmlns:${name}="${name}:"`)
  const rights = '<dc:rights>CC0</dc:rights></rdf:Description>'
  const rdf = `<rdf:RDF${namespaces.join('')}>${before}${rights}</rdf:RDF>`
  const marked = mark(`${open}<metadata>${rdf}</metadata></svg>`)
  expect([...textsOf(marked, type), ...textsOf(marked, 'i:DigitalSourceType')]).toEqual([term])
  expect(textsOf(marked, 'dc:rights')).toEqual(['CC0'])
  expect(marked.match(/AISystemUsed/g)).toHaveLength(2)
  expect(marked.match(/<metadata>/g)).toHaveLength(1)
})

test('what is no SVG is refused', () => {
  for (const text of ['', '<svg/>', '<svg><g></g>', `${'<!-- '.repeat(50_000)}</svg><!-- -- x`]) {
    expect(() => mark(text)).toThrow(expect.objectContaining({ code: 'artifact-invalid' }))
  }
})
