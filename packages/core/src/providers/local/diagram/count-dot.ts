const token =
  /"(?:[^"\\]|\\[\s\S])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*|^#[^\n]*|->|--|[[\]{}<>=:;,]|[^\s"[\]{}<>=:;,-]+/gm
const keywords = new Set(['strict', 'graph', 'digraph', 'node', 'edge', 'subgraph'])

/**
 * How many graphs, nodes and arrows a `dot` text names, without laying it out: at least, because an arrow
 * between two sets of nodes counts once. Text that is no `dot` has a count too.
 */
export function countDot(dot: string): { graphs: number; nodes: number; edges: number } {
  const nodes = new Set<string>()
  let edges = 0
  let brackets = 0
  let angles = 0
  let before = ''
  let graphs = 0
  let depth = 0
  for (const [text] of dot.matchAll(token)) {
    if (text.startsWith('/*') || text.startsWith('//') || text.startsWith('#')) continue
    // An HTML label may hold anything, but its angle brackets are in pairs.
    if (text === '<') angles++
    else if (text === '>') angles = Math.max(0, angles - 1)
    else if (angles > 0) continue
    else if (text === '[') brackets++
    else if (text === ']') brackets = Math.max(0, brackets - 1)
    else if (brackets > 0) continue
    else if (text === '->' || text === '--') edges++
    else if (text === '{') graphs += depth++ === 0 ? 1 : 0
    else if (text === '}') depth--
    else if (text === '=') nodes.delete(before)
    else if (depth > 0 && isNode(text, before)) nodes.add(text)
    before = text
  }
  return { graphs, nodes: nodes.size, edges }
}

function isNode(text: string, before: string): boolean {
  return (
    !/^[\]{};,:]$/.test(text) &&
    !keywords.has(text.toLowerCase()) &&
    before !== '=' &&
    before !== ':' &&
    before.toLowerCase() !== 'subgraph'
  )
}
