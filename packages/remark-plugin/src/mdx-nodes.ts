import type { Nodes, PhrasingContent } from 'mdast'

/** Names for the pictures a document imports, in the order they are asked for. */
export interface PictureImports {
  /** The name under which the picture at `path` is imported. */
  nameOf(path: string): string
  /** One import for each picture. */
  toNodes(): Nodes[]
}

/** @param source Text of the document: no name in it is taken again. */
export function createPictureImports(source: string): PictureImports {
  let prefix = '_figmill'
  while (source.includes(prefix)) prefix = `_${prefix}`
  const names = new Map<string, string>()
  return {
    nameOf(path) {
      const name = names.get(path) ?? `${prefix}${names.size}`
      names.set(path, name)
      return name
    },
    toNodes: () => Array.from(names, ([path, name]) => importNode(name, path)),
  }
}

/** `import name from "path"`, as remark-mdx would have parsed it. */
function importNode(name: string, path: string): Nodes {
  const raw = JSON.stringify(path)
  const body = {
    type: 'ImportDeclaration',
    specifiers: [{ type: 'ImportDefaultSpecifier', local: identifier(name) }],
    source: { type: 'Literal', value: path, raw },
    attributes: [],
  }
  return fromMdx({
    type: 'mdxjsEsm',
    value: `import ${name} from ${raw}`,
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
