import type { Literal, Nodes, Parents } from 'mdast'
import type { Extension as FromMarkdownExtension } from 'mdast-util-from-markdown'

/** A figure before it is finished; its value is the source, so that what does not know it shows that. */
export interface FigureDirectiveNode extends Literal {
  type: 'figureDirective'
}

declare module 'mdast' {
  interface BlockContentMap {
    figureDirective: FigureDirectiveNode
  }
  interface RootContentMap {
    figureDirective: FigureDirectiveNode
  }
}

/** Turns the tokens of `figureSyntax` into nodes. */
export function figureFromMarkdown(): FromMarkdownExtension {
  return {
    enter: {
      figureDirective(token) {
        this.enter({ type: 'figureDirective', value: this.sliceSerialize(token) }, token)
      },
    },
    exit: {
      figureDirective(token) {
        this.exit(token)
      },
    },
  }
}

/** All nodes that stand for a figure, whoever parsed the document: us, remark-directive, or nobody special. */
export function findFigureNodes(node: Nodes): Nodes[] {
  if (isFigureNode(node)) return [node]
  return 'children' in node ? node.children.flatMap(findFigureNodes) : []
}

export function replaceNodes(parent: Parents, replacements: ReadonlyMap<Nodes, Nodes>): void {
  const children: Nodes[] = parent.children
  for (const [index, child] of children.entries()) {
    const replacement = replacements.get(child)
    if (replacement !== undefined) children[index] = replacement
    else if ('children' in child) replaceNodes(child, replacements)
  }
}

const names: unknown[] = ['figure', 'figures']

function isFigureNode(node: Nodes): boolean {
  const { type }: { type: string } = node
  if (type === 'figureDirective') return true
  if (type === 'code') return 'lang' in node && names.includes(node.lang)
  const isDirective = type === 'containerDirective' || type === 'leafDirective'
  return isDirective && 'name' in node && names.includes(node.name)
}
