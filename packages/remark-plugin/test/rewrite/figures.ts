import fc from 'fast-check'
import type { FinishedFigure, Flavour } from '../../src/flavour.js'
import { rewrite } from '../../src/rewrite.js'

// More runs than a test run has time for: FUZZ_RUNS=5000.
fc.configureGlobal({ numRuns: Number(process.env.FUZZ_RUNS ?? 100) })

/** A figure with what a test does not care about filled in. */
export function figure(fields: Partial<FinishedFigure> = {}): FinishedFigure {
  return { classes: [], url: 'figures/a.png', width: 1200, height: 900, alt: '', ...fields }
}

/** One figure written as a document of its own. */
export function written(fields: Partial<FinishedFigure>, flavour: Flavour, mdx = false): string {
  const source = '::figure'
  const directive = { span: { start: 0, end: source.length }, linePrefix: '' }
  return rewrite(source, [{ directive, figure: figure(fields) }], { flavour, mdx }).code
}

const markup = [
  ...[
    '[',
    ']',
    '\\',
    '(',
    ')',
    '<',
    '>',
    '{',
    '}',
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#',
    '"',
    "'",
    '&',
  ],
  ...[
    '&amp;',
    '&#123;',
    '&lbrace;',
    '$',
    '|',
    '\n',
    '\r\n',
    '\n\n',
    '`',
    '``',
    '```',
    '*',
    '**',
    '_',
  ],
  ...['~', '~~', '^', '=', '-', '---', '+', '!', '![', '](', '[^', ':', ':::', '::', '@', '%', '/'],
  ...[
    '1.',
    '2)',
    '# ',
    '> ',
    '- ',
    '* ',
    '<b>',
    '</b>',
    '<!--',
    '-->',
    '<x',
    '/>',
    '<http://a.b>',
    '<x:{{>',
    '\\!',
    '\\{',
  ],
  ...['<a@b.c>', 'http://a.b', 'import x', 'export ', '[a](b)', '![a](b)', '[a]: b', '`c`', '$x$'],
  ...['\\alpha', '\\begin{x}', 'figcaption', '</figcaption>', ' ', '  ', '\t', '\0', '\u00a0'],
  ...[
    '\u2028',
    'é',
    '😀',
    '\ud800',
    'word',
    'a',
    '10:30',
    '{x}',
    '{x',
    'www.a.b',
    '<div>',
    '<?',
    '<!A',
  ],
]

/** Text made of what some language or host reads as markup. */
export const hostileText = fc
  .array(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...markup) }, fc.string({ unit: 'grapheme' })),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''))
