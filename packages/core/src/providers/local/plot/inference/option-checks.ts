import type { FieldProblem } from '../../../../problem.js'
import type { PlotOptions } from '../../options.js'
import type { Chart } from '../chart.js'
import { markNames } from '../mark-names.js'
import { markRules } from '../mark-rules.js'
import type { PromptHints } from './prompt-words.js'
import { drawsErrors } from './undrawn-errors.js'

/** Options that only some plots have a use for: ignoring them would hide a misunderstanding. */
const uses: readonly { option: keyof PlotOptions; by: (chart: Chart) => boolean; where: string }[] =
  [
    { option: 'trend', by: ({ mark }) => mark === 'scatter', where: 'scatter plots' },
    {
      option: 'error',
      by: drawsErrors,
      where: 'bars side by side, lines, points and dots',
    },
    {
      option: 'labels',
      by: ({ mark, valueLabels }) =>
        valueLabels !== true || ['bar', 'line', 'dot', 'slope', 'heatmap'].includes(mark),
      where: 'bars, lines, dots and cells',
    },
    {
      option: 'columns',
      by: ({ facet }) => facet !== undefined,
      where: 'small multiples: add `facet=`',
    },
    { option: 'stack', by: ({ mark }) => ['bar', 'area'].includes(mark), where: 'bars and areas' },
    {
      option: 'color_title',
      by: ({ mark }) => markRules[mark].measures === 'color',
      where: 'heat maps',
    },
    {
      option: 'orient',
      by: ({ mark }) => markRules[mark].bands !== 'none',
      where: 'plots with categories',
    },
  ]

/** Options that mean nothing for the plot that is drawn. */
export function checkOptions(chart: Chart, options: PlotOptions): FieldProblem[] {
  return uses
    .filter(({ by, option }) => options[option] !== undefined && !by(chart))
    .map(({ option, where }) => ({
      field: option,
      code: 'attribute-invalid',
      message: `\`${option}\` means something for ${where}, and this is a ${chart.mark} plot`,
      hint: `Leave \`${option}\` out, or use another \`mark\`.`,
    }))
}

/** A kind of plot that the prompt asks for and that is not drawn, with the nearest that is. */
export function refuseUnsupported(
  { unsupported }: PromptHints,
  options: PlotOptions,
): FieldProblem | undefined {
  if (unsupported === undefined || options.mark !== undefined) return undefined
  return {
    field: 'prompt',
    code: 'attribute-invalid',
    message: `The prompt asks for \`${unsupported.phrase}\`, and \`local\` draws ${markNames.join(', ')}`,
    hint: `\`mark=${unsupported.instead}\` shows the same numbers; or give a \`vega-lite\` fence, or name another \`provider\`.`,
  }
}

export function warnOfUntitled(chart: Chart): FieldProblem[] {
  if (chart.y.title !== '') return []
  const axis = markRules[chart.mark].measures ?? 'y'
  const what = axis === 'color' ? 'The legend has' : `The ${axis} axis has`
  return [
    {
      field: `${axis}_title`,
      code: 'attribute-invalid',
      severity: 'warning',
      message: `${what} no title, because its columns share no word`,
      hint: `Add \`${axis}_title="..."\`.`,
    },
  ]
}
