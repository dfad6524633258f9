import { FigureError } from '../../../errors.js'
import type { Figure } from '../../../figure.js'
import { canonicalJson, type JsonObject } from '../../../json.js'
import type { FieldProblem } from '../../../problem.js'
import type { ResolveResult } from '../../provider.js'
import { problem, warning, warnOfTheme } from '../check-figure.js'
import { inputName, toInput } from '../service-input.js'
import { toResolved } from '../to-resolved.js'
import type { Operation } from './options.js'
import { readFields } from './read-fields.js'
import type { PaperbananaSettings } from './settings.js'

/** The author's figure as the body of one of the three requests that draw, or everything wrong with it. */
export function resolveFigure(figure: Figure, settings: PaperbananaSettings): ResolveResult {
  const operation = operationOf(figure)
  const { fields, problems: wrongFields } = readFields(figure, operation, settings)
  const content = operation === 'plot' ? readPlot(figure) : readDiagram(figure, operation)
  const problems = [...content.problems, ...checkInputs(figure, operation), ...wrongFields]
  const warnings = [...warnOfTheme('paperbanana', figure), ...warnOfPdf(figure)]
  // `caption` among the fields is the author's own.
  const request = { provider: 'paperbanana', operation, body: { ...content.body, ...fields } }
  return toResolved(figure, request, { problems, warnings, conclusions: content.conclusions })
}

/** Whether a figure is a plot, where its author does not say: a PDF is for diagrams, data for plots. */
export function isPlot({ data, pdf, task }: Pick<Figure, 'data' | 'pdf' | 'task'>): boolean {
  return task === undefined ? data !== undefined && pdf === undefined : task === 'plot'
}

function operationOf(figure: Figure): Operation {
  if (isPlot(figure)) return 'plot'
  return figure.pdf === undefined ? 'generate' : 'generate-from-pdf'
}

interface Content {
  body: JsonObject
  problems: FieldProblem[]
  conclusions?: string[]
}

function readPlot({ data, prompt = '' }: Figure): Content {
  const problems: FieldProblem[] = []
  if (isBlank(prompt)) {
    const message = 'there is no prompt to say what the plot is to show'
    const hint = 'Write the kind of plot, its axes and how it should look.'
    problems.push({ field: 'prompt', code: 'prompt-missing', message, hint })
  }
  if (data === undefined) {
    const message = 'there is no data to plot'
    const hint = 'Give a `data` fence, or `data=` with a file.'
    problems.push({ field: 'data', code: 'data-missing', message, hint })
    return { body: {}, problems }
  }
  try {
    return { body: { data_json: canonicalJson(data), intent: prompt }, problems }
  } catch (error) {
    if (!(error instanceof FigureError)) throw error
    problems.push({ field: 'data', code: error.code, message: error.message, hint: error.hint })
    return { body: {}, problems }
  }
}

/**
 * The prompt is the caption of what the context, or the PDF, describes. Where there is neither, it
 * is all that is said of the method: it stands for both, unless the option `caption` names a title.
 */
function readDiagram(
  { context, options, pdf, prompt = '' }: Figure,
  operation: Operation,
): Content {
  const problems: FieldProblem[] = []
  const isDescribed = operation === 'generate-from-pdf' || (context ?? '') !== ''
  if (isBlank(prompt) && (!isDescribed || options.caption === undefined)) {
    const message = isDescribed
      ? 'there is no prompt to say what the diagram is to show'
      : 'there is nothing to draw: neither a prompt nor a `context`'
    const hint = 'Write its title as the prompt, and the text it is drawn from as `context`.'
    problems.push({ field: 'prompt', code: 'prompt-missing', message, hint })
  }
  if (!isBlank(prompt) && isDescribed && options.caption !== undefined) {
    const message = `\`caption\` is given, and beside ${pdf ? 'a PDF' : 'a `context`'} the prompt is the caption`
    const hint = 'Leave one of them out.'
    problems.push({ field: 'caption', code: 'prompt-conflict', message, hint })
  }
  if (pdf !== undefined) {
    if (pdf.mediaType !== 'application/pdf') {
      const message = `${inputName(pdf)} is ${pdf.mediaType}, expected a PDF`
      problems.push(problem('pdf', message, 'Give a PDF, or its text as `context`.'))
    }
    return { body: { pdf_base64: toInput(pdf), caption: prompt }, problems }
  }
  if (isDescribed) return { body: { source_context: context ?? '', caption: prompt }, problems }
  const conclusions =
    options.caption === undefined
      ? ['drawn from the prompt alone, which is the caption too: there is no `context`']
      : ['drawn from the prompt alone: there is no `context`']
  return { body: { source_context: prompt, caption: prompt }, problems, conclusions }
}

/** What the operation has no field for. */
function checkInputs(figure: Figure, operation: Operation): FieldProblem[] {
  const { context, data, images = [], pdf, source, task } = figure
  const problems: FieldProblem[] = []
  const refuse = (field: string, message: string, hint: string) =>
    void problems.push(problem(field, message, hint))
  if (images.length > 0) {
    const message = '`paperbanana` starts from no images, of files or of other figures'
    refuse('images', message, 'Leave them out, or use another provider.')
  }
  if (source !== undefined) {
    const message = `\`paperbanana\` does not draw \`${source.language}\``
    refuse('source', message, 'Use `provider=local`, or describe the picture in the prompt.')
  }
  if (task === 'image') {
    const message = '`task` is `image`, and `paperbanana` draws diagrams and plots'
    refuse('task', message, 'Use `task=diagram` or `task=plot`, or another provider.')
  }
  if (operation === 'plot') {
    for (const [field, value] of Object.entries({ context, pdf })) {
      if (value === undefined) continue
      const message = `a plot of \`paperbanana\` takes no \`${field}\``
      refuse(field, message, 'Leave it out, and say in the prompt what of it matters.')
    }
  } else if (data !== undefined) {
    const message = 'a diagram of `paperbanana` takes no data'
    refuse('data', message, 'Use `task=plot`, or give what matters of it as `context`.')
  }
  if (operation === 'generate-from-pdf' && context !== undefined) {
    const message = '`paperbanana` draws from a `context` or from a `pdf`, and there are both'
    refuse('context', message, 'Leave one of them out.')
  }
  return problems
}

function warnOfPdf({ pdf }: Figure): FieldProblem[] {
  if (pdf === undefined) return []
  const message = `\`paperbanana\` gets all of ${inputName(pdf)}, and keeps it on its server`
  const hint = 'Give a file with just the pages that may stay there.'
  return [{ ...warning('pdf', message, hint), code: 'file-uploaded' }]
}

function isBlank(text: string): boolean {
  return !/\S/.test(text)
}
