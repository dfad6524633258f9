import { expect, test } from 'vitest'
import { rewrite } from '../../src/rewrite.js'

const imports = [
  { name: 'a', path: './a.svg' },
  { name: 'b', path: '../b "c".svg' },
]

function withImports(source: string): string {
  return rewrite(source, [], { flavour: 'figure', mdx: true, imports }).code
}

test.for([
  ['at the start', '', '# Text\n'],
  ['behind front matter', '---\na: 1\n---\n', '\n# Text\n'],
  ['behind a byte order mark', '\uFEFF', '# Text\n'],
])('imports stand %s, apart from the text', ([, before = '', after = '']) => {
  expect(withImports(before + after)).toBe(
    `${before}import a from "./a.svg"\nimport b from "../b \\"c\\".svg"\n\n${after}`,
  )
})

test('imports end lines as the document does', () => {
  expect(withImports('---\r\n---\r\n# Text\r\n')).toBe(
    '---\r\n---\r\nimport a from "./a.svg"\r\nimport b from "../b \\"c\\".svg"\r\n\r\n# Text\r\n',
  )
})
