import type { SourceText } from './directive.js'

export interface SplitDocument {
  /** The lines between the fences; nothing when the document has no front matter. */
  frontMatter?: SourceText | undefined
  /** Offset at which the Markdown starts: behind the byte order mark or the closing fence. */
  bodyStart: number
}

const byteOrderMark = '\uFEFF'
const line = /([^\r\n]*)(\r\n|\r|\n|$)/y
const fence = /^---[ \t]*$/

/** Finds YAML front matter: a `---` line at the very start, up to the next `---` line. */
export function splitFrontMatter(source: string): SplitDocument {
  const start = source.startsWith(byteOrderMark) ? byteOrderMark.length : 0
  if (!source.startsWith('---', start)) return { bodyStart: start }
  const values: string[] = []
  const lineStarts: number[] = []
  let position = start
  for (let index = 0; ; index++) {
    line.lastIndex = position
    const [whole = '', text = '', ending = ''] = line.exec(source) ?? []
    if (index === 0) {
      if (!fence.test(text)) return { bodyStart: start }
    } else if (fence.test(text)) {
      // An empty text still has one line, where something could be written.
      if (lineStarts.length === 0) lineStarts.push(position)
      const frontMatter = { value: values.join('\n'), lineStarts }
      return { frontMatter, bodyStart: position + whole.length }
    } else {
      values.push(text)
      lineStarts.push(position)
    }
    if (ending === '') return { bodyStart: start }
    position += whole.length
  }
}
