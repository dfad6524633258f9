import type { CST } from 'yaml'
import { maxDepth } from '../json.js'

/**
 * Where YAML nests deeper than we read. Looked for in its tokens, which are made without
 * recursion: composing values of them runs out of stack, and that can end the process.
 *
 * @returns UTF-16 code units from the start of the text.
 */
export async function findDeepYaml(text: string): Promise<number | undefined> {
  const { Parser } = await import('yaml')
  let level: Collection[] = [...new Parser().parse(text)].flatMap((token) =>
    token.type === 'document' ? toCollection(token.value) : [],
  )
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maxDepth) return level[0]?.offset
    level = level.flatMap(({ items }) =>
      items.flatMap(({ key, value }) => [...toCollection(key), ...toCollection(value)]),
    )
  }
  return undefined
}

type Collection = CST.BlockMap | CST.BlockSequence | CST.FlowCollection

function toCollection(token: CST.Token | null | undefined): Collection[] {
  return token && 'items' in token ? [token] : []
}
