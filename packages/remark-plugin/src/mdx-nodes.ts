import type { Nodes, PhrasingContent } from 'mdast'
import { importStatement, type PictureImport } from './picture-imports.js'

/** `import name from "path"`, as remark-mdx would have parsed it. */
export function importNode(picture: PictureImport): Nodes {
  const { name, path } = picture
  const body = {
    type: 'ImportDeclaration',
    specifiers: [{ type: 'ImportDefaultSpecifier', local: identifier(name) }],
    source: { type: 'Literal', value: path, raw: JSON.stringify(path) },
    attributes: [],
  }
  return fromMdx({
    type: 'mdxjsEsm',
    value: importStatement(picture),
    data: { estree: program(body) },
  })
}

/** `<img ...>`; a value in braces is the name of a variable and of its properties. */
export function imageElement(
  attributes: Record<string, string | { path: string[] }>,
): PhrasingContent {
  return fromMdx({
    type: 'mdxJsxTextElement',
    name: 'img',
    attributes: Object.entries(attributes).map(([name, value]) => ({
      type: 'mdxJsxAttribute',
      name,
      value: typeof value === 'string' ? value : expression(value.path),
    })),
    children: [],
  })
}

function expression([variable = '', ...properties]: string[]) {
  const value = properties.reduce<object>(
    (object, name) => ({
      type: 'MemberExpression',
      object,
      property: identifier(name),
      computed: false,
      optional: false,
    }),
    identifier(variable),
  )
  return {
    type: 'mdxJsxAttributeValueExpression',
    value: [variable, ...properties].join('.'),
    data: { estree: program({ type: 'ExpressionStatement', expression: value }) },
  }
}

function identifier(name: string) {
  return { type: 'Identifier', name }
}

function program(statement: object) {
  return { type: 'Program', sourceType: 'module', comments: [], body: [statement] }
}

/** The types of MDX nodes come with remark-mdx, which only users of MDX have. */
function fromMdx<Node extends Nodes>(node: { type: string; [field: string]: unknown }): Node {
  return node as unknown as Node
}
