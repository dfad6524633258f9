import { maxDepth } from '../json.js'

/** A place inside the data text, in UTF-16 code units. */
export interface DataError {
  offset: number
  message: string
  hint?: string | undefined
}

/** Where and why a text is not JSON: `JSON.parse` is fast and does not always say where it stopped. */
export async function findJsonError(text: string): Promise<DataError> {
  const { printParseErrorCode, visit } = await import('jsonc-parser')
  let depth = 0
  const enter = (offset: number) => {
    depth += 1
    // The parser calls itself for each level, and would run out of stack.
    if (depth > maxDepth) {
      throw new Found({ offset, message: `nesting deeper than ${maxDepth} levels` })
    }
  }
  const leave = () => {
    depth -= 1
  }
  try {
    visit(
      text,
      {
        onArrayBegin: enter,
        onObjectBegin: enter,
        onArrayEnd: leave,
        onObjectEnd: leave,
        onError(code, offset) {
          throw new Found({ offset, message: words(printParseErrorCode(code)) })
        },
      },
      { disallowComments: true },
    )
  } catch (error) {
    if (error instanceof Found) return error.detail
    throw error
  }
  return { offset: 0, message: 'unexpected character' }
}

/** Ends the visit at the first error. */
class Found extends Error {
  readonly detail: DataError
  constructor(detail: DataError) {
    super(detail.message)
    this.detail = detail
  }
}

/** `PropertyNameExpected` as words. */
function words(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase()
}
