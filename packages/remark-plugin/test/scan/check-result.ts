import { expect } from 'vitest'
import type { Directive, FigureDirective, ScanResult, SourceText } from '../../src/directive.js'

/** Figures of a result, panels included. */
export function allFigures(directives: readonly Directive[]): FigureDirective[] {
  return directives.flatMap((directive) =>
    directive.kind === 'figures' ? directive.panels : [directive],
  )
}

/** What holds for the result of every scan, whatever the text. */
export function checkResult(source: string, result: ScanResult): void {
  const { directives, frontMatter, problems } = result
  let end = 0
  for (const { span } of directives) {
    expect(span.start).toBeGreaterThanOrEqual(end)
    expect(span.end).toBeGreaterThan(span.start)
    end = span.end
  }
  expect(end).toBeLessThanOrEqual(source.length)
  for (const directive of directives) {
    checkPlace(source, directive)
    if (directive.kind === 'figures') {
      let panelEnd = directive.span.start
      for (const { span } of directive.panels) {
        expect(span.start).toBeGreaterThan(panelEnd)
        panelEnd = span.end
      }
      expect(panelEnd).toBeLessThan(directive.span.end)
    }
  }
  for (const figure of allFigures(directives)) {
    checkPlace(source, figure)
    checkText(source, figure.prompt)
    for (const { span, text } of figure.fences) {
      checkText(source, text)
      expect(source.slice(span.start, span.end)).toMatch(/^(`{3,}|~{3,})/)
      expect(source.slice(span.start, span.end)).toMatch(/(`{3,}|~{3,})[ \t]*$/)
    }
  }
  checkText(source, frontMatter)
  let previous = 0
  for (const { hint, message, offset } of problems) {
    expect(offset).toBeGreaterThanOrEqual(previous)
    expect(offset).toBeLessThan(source.length)
    expect(message).not.toBe('')
    expect(hint).toMatch(/\S/)
    previous = offset
  }
}

function checkPlace(source: string, { attributes, caption, linePrefix, span }: Directive): void {
  expect(source.slice(span.start, span.end)).toMatch(/^(:{2,}|`{3,}|~{3,})/)
  expect(source.slice(span.start, span.end)).toMatch(/[^\r\n]$/)
  expect(source.slice(span.end)).toMatch(/^(?:$|[\r\n])/)
  expect(linePrefix).toMatch(/^[> \t]*$/)
  const before = source.slice(span.start - linePrefix.length, span.start)
  expect(before.length).toBe(linePrefix.length)
  expect(before).not.toMatch(/[\r\n\uFEFF]/)
  if (caption !== undefined) {
    expect(source.slice(caption.span.start, caption.span.end)).toBe(caption.value)
    expect(source.charAt(caption.span.start - 1)).toBe('[')
    expect(source.charAt(caption.span.end)).toBe(']')
  }
  for (const attribute of attributes) {
    const written = source.slice(attribute.span.start, attribute.span.end)
    const value = source.slice(attribute.valueSpan.start, attribute.valueSpan.end)
    expect(written).toMatch(/^[^\s{}]/)
    expect(written).toContain(value)
    if (attribute.name !== 'class' && !value.includes('&')) expect(attribute.value).toBe(value)
  }
}

/** Every line of extracted text stands where it says, and runs to the end of its line. */
function checkText(source: string, text: SourceText | undefined): void {
  if (text === undefined) return
  const lines = text.value.split('\n')
  expect(text.lineStarts.length).toBe(lines.length)
  for (const [index, line] of lines.entries()) {
    const start = text.lineStarts[index] ?? -1
    expect(source.slice(start, start + line.length)).toBe(line)
  }
}
