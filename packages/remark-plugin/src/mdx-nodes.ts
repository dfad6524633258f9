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

/** What stands in braces: the name of a variable and of its properties, or what is used where there is none. */
export interface MdxValue {
  path: string[]
  otherwise?: string[]
}

/** `<img ...>` or `<video ...>`; without a value, an attribute stands alone. */
export function mdxElement(
  name: 'img' | 'video',
  attributes: Record<string, string | null | MdxValue | { object: Record<string, string> }>,
): PhrasingContent {
  return fromMdx({
    type: 'mdxJsxTextElement',
    name,
    attributes: Object.entries(attributes).map(([name, value]) => ({
      type: 'mdxJsxAttribute',
      name,
      value:
        typeof value !== 'object' || value === null
          ? value
          : 'object' in value
            ? objectValue(value.object)
            : pathValue(value),
    })),
    children: [],
  })
}

function pathValue({ otherwise, path }: MdxValue) {
  const left = member(path)
  const value =
    otherwise === undefined
      ? left
      : { type: 'LogicalExpression', operator: '??', left, right: member(otherwise) }
  const names = [path, ...(otherwise === undefined ? [] : [otherwise])]
  return inBraces(names.map((name) => name.join('.')).join(' ?? '), value)
}

function objectValue(object: Record<string, string>) {
  const properties = Object.entries(object).map(([name, value]) => ({
    type: 'Property',
    kind: 'init',
    method: false,
    shorthand: false,
    computed: false,
    key: identifier(name),
    value: { type: 'Literal', value, raw: JSON.stringify(value) },
  }))
  return inBraces(JSON.stringify(object), { type: 'ObjectExpression', properties })
}

function inBraces(text: string, expression: object) {
  return {
    type: 'mdxJsxAttributeValueExpression',
    value: text,
    data: { estree: program({ type: 'ExpressionStatement', expression }) },
  }
}

function member([variable = '', ...properties]: string[]): object {
  return properties.reduce<object>(
    (object, name) => ({
      type: 'MemberExpression',
      object,
      property: identifier(name),
      computed: false,
      optional: false,
    }),
    identifier(variable),
  )
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
