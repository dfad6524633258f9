/**
 * Every way figmill can fail. Codes are permanent: people search for them, and
 * programs branch on them, never on message text.
 */
export type FigureErrorCode =
  // What the author wrote.
  | 'attribute-duplicate'
  | 'attribute-invalid'
  | 'attribute-syntax'
  | 'attribute-unknown'
  | 'config-invalid'
  | 'data-conflict'
  | 'data-invalid'
  | 'data-missing'
  | 'data-too-large'
  | 'directive-syntax'
  | 'directive-unclosed'
  | 'document-encoding'
  | 'document-missing'
  | 'fence-in-body'
  | 'figure-empty'
  | 'file-missing'
  | 'file-not-regular'
  | 'file-outside-project'
  | 'file-uploaded'
  | 'front-matter-invalid'
  | 'glyph-missing'
  | 'id-duplicate'
  | 'id-invalid'
  | 'id-unknown'
  | 'output-conflict'
  | 'prompt-conflict'
  | 'prompt-missing'
  | 'provider-unavailable'
  | 'provider-unknown'
  | 'usage'
  // What the machine or a store did.
  | 'cache-corrupt'
  | 'cache-unavailable'
  | 'ledger-unavailable'
  | 'file-unwritable'
  | 'lockfile-invalid'
  // What became of a figure.
  | 'artifact-invalid'
  | 'budget-exceeded'
  | 'figure-missing'
  | 'figure-parked'
  | 'interrupted'
  | 'panels-put-off'
  | 'panels-refused'
  | 'render-failed'
  | 'service-failed'
  | 'service-left-alone'
  | 'service-refused'
  | 'service-unavailable'

/** What a {@link FigureError} may carry besides its message. */
export interface FigureErrorOptions extends ErrorOptions {
  /** What to do about it, one imperative sentence. */
  hint?: string | undefined
}

/** The one error class figmill throws: a permanent `code`, what happened, and what to do. */
export class FigureError extends Error {
  override name = 'FigureError'
  readonly code: FigureErrorCode
  readonly hint: string | undefined

  constructor(code: FigureErrorCode, message: string, options: FigureErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.hint = options.hint
  }
}

/** The `code` of a Node.js system error (`ENOENT`, `EACCES`, ...), if it is one. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}
