import { decodeCharacterReferences } from './character-references.js'
import type { DirectiveAttribute, ScanProblem, Span } from './directive.js'
import { quote } from './opening.js'

/** Attributes of one directive as they are read, each name once. */
export interface AttributeList {
  /** Takes an attribute as written; classes add up, whatever else comes twice is a problem. */
  add(name: string, written: string, span: Span, valueSpan: Span): void
  attributes(): DirectiveAttribute[]
}

const idPattern = /^[\p{L}\p{M}\p{N}_:.-]+$/u

export function createAttributeList(problems: ScanProblem[]): AttributeList {
  const list = new Map<string, DirectiveAttribute>()
  return {
    attributes: () => [...list.values()],
    add(name, written, span, valueSpan) {
      const value = decodeCharacterReferences(written)
      const attribute = { name, value, span, valueSpan }
      const first = list.get(name)
      if (name === 'class') {
        const classes = `${first?.value ?? ''} ${value}`.trim().split(/\s+/)
        list.set(name, { ...(first ?? attribute), value: classes.join(' ') })
        return
      }
      const problem =
        first === undefined
          ? name === 'id' && checkId(value, span.start)
          : describeSecond(first, attribute)
      if (problem) problems.push(problem)
      if (first === undefined) list.set(name, attribute)
    },
  }
}

function checkId(id: string, offset: number): ScanProblem | undefined {
  if (idPattern.test(id)) return undefined
  return {
    code: 'id-invalid',
    message: id === '' ? 'the id is empty' : `${quote(id)} cannot be an id`,
    hint: 'An id is letters, digits and `-`, `_`, `:`, `.`: `#fig-one`.',
    offset,
  }
}

function describeSecond(first: DirectiveAttribute, second: DirectiveAttribute): ScanProblem {
  const offset = second.span.start
  return first.name === 'id'
    ? {
        code: 'id-invalid',
        message: `a second id, ${quote(second.value)}, after ${quote(first.value)}`,
        hint: 'Give a figure one id.',
        offset,
      }
    : {
        code: 'attribute-duplicate',
        message: `${quote(first.name)} is given twice`,
        hint: 'Remove one of the two.',
        offset,
      }
}
