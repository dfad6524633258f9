import type { Problem } from '@figmill/core'
import type { VFile } from 'vfile'
import { createSourceLines } from './source-lines.js'

type Message = ReturnType<VFile['message']>

/**
 * Reports problems as messages of a document.
 *
 * @param path The document as places name it.
 * @throws {VFileMessage} the first error when there is one. Hosts print nothing but this: its
 *   `message` tells of all errors, with what to do.
 */
export function reportProblems(file: VFile, path: string, problems: readonly Problem[]): void {
  const lines = createSourceLines(String(file), path)
  const errors: Message[] = []
  for (const problem of problems) {
    const { code, hint, place, severity } = problem
    const isHere = place === undefined || place.file === path
    const message = file.message(isHere ? problem.message : elsewhere(problem), {
      source: 'remark-figures',
      ruleId: code,
      ...(isHere && place !== undefined
        ? { place: { line: place.line, column: place.column, offset: lines.offsetAt(place) } }
        : {}),
    })
    message.note = hint
    if (severity === 'error') {
      message.fatal = true
      errors.push(message)
    }
  }
  const [first, ...others] = errors
  if (first === undefined) return
  const details = others.map((message) => `${message.name}: ${withNote(message)}`)
  first.message = [withNote(first), ...details].join('\n')
  throw first
}

/** A problem in another file, such as the data. */
function elsewhere({ message, place }: Problem): string {
  return `${place?.file}:${place?.line}:${place?.column}: ${message}`
}

function withNote({ note, reason }: Message): string {
  return note === undefined ? reason : `${reason}\n    ${note}`
}
