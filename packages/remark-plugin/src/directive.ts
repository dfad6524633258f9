import type { FigureErrorCode } from '@figmill/core'

/** A range of the source, in UTF-16 offsets; `end` is exclusive. */
export interface Span {
  start: number
  end: number
}

/** Text of the source with container prefixes (`> `, list indentation) taken out. */
export interface SourceText {
  /** Lines joined with LF, no line ending after the last. */
  value: string
  /** Source offset at which each line of `value` starts. */
  lineStarts: number[]
}

export interface DirectiveAttribute {
  name: string
  /** The value with quotes taken off and `&quot;`-like references decoded. */
  value: string
  /** The whole `name=value`. */
  span: Span
  /** The value as written, without quotes; empty for a bare name. */
  valueSpan: Span
}

/** A fenced block in the body of a figure. */
export interface BodyFence {
  role: 'data' | 'context' | 'vega-lite' | 'dot'
  /** For data: `json`, `csv`, `yaml`, ...; otherwise the first word of the info string. */
  language: string
  text: SourceText
  /** From the opening to the closing fence. */
  span: Span
}

interface DirectiveBase {
  /** The bytes a rewrite replaces: from the first marker to the end of the last line, ending excluded. */
  span: Span
  /** What a further line must start with to stay in the same list item or quote. */
  linePrefix: string
  /** Inline Markdown between the brackets, as written. */
  caption?: { value: string; span: Span } | undefined
  attributes: DirectiveAttribute[]
}

export interface FigureDirective extends DirectiveBase {
  kind: 'figure'
  /** `::figure`, `:::figure` ... `:::`, or a fence whose language is `figure`. */
  form: 'leaf' | 'container' | 'fence'
  prompt?: SourceText | undefined
  fences: BodyFence[]
}

export interface FiguresDirective extends DirectiveBase {
  kind: 'figures'
  panels: FigureDirective[]
}

export type Directive = FigureDirective | FiguresDirective

/** Something wrong in the text itself. */
export interface ScanProblem {
  code: FigureErrorCode
  message: string
  hint?: string | undefined
  offset: number
}

export interface ScanResult {
  /** Top-level directives in document order; panels are inside their group. */
  directives: Directive[]
  problems: ScanProblem[]
  /** YAML between the `---` lines a document starts with. */
  frontMatter?: SourceText | undefined
}
