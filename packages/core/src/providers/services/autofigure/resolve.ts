import * as z from 'zod'
import type { Figure } from '../../../figure.js'
import type { JsonObject, JsonValue } from '../../../json.js'
import { suggestName } from '../../../nearest-name.js'
import type { FieldProblem } from '../../../problem.js'
import { isGraphData } from '../../local/diagram/graph-data.js'
import type { ResolveResult } from '../../provider.js'
import { checkLength, checkPrompt, checkResolution, problem, warnOfTheme } from '../check-figure.js'
import type { PublicAssets } from '../public-assets.js'
import { optionTypes, readOptions } from '../read-options.js'
import { toResolved } from '../to-resolved.js'
import { operation } from './generate-body.js'
import type { Settings } from './settings.js'
import { readSourceImages } from './source-images.js'

const types = z.enum(['standard', 'pipeline'])

const ownOptions = z.object({
  /** General pictures from a model, or scientific ones in several stages. */
  type: types.optional(),
  /** Addresses of pictures to start from. */
  image_input: optionTypes.list.optional(),
  google_search: optionTypes.truth.optional(),
})

export const optionNames = Object.keys(ownOptions.shape)

/** Fields of the document that are attributes of every figure. */
const commonNames = new Map([
  ['aspect_ratio', 'aspect'],
  ['content', 'context'],
  ['output_format', 'format'],
  ['task_name', 'task'],
])

export const formats = ['png', 'jpeg', 'webp'] as const
const mostPromptLength = 10_000
const mostContentLength = 100_000
/** What 1 MB is at least. */
const mostBodyBytes = 1_000_000
const usualModel = 'nano-banana-pro'
const searchingModel = 'nano-banana-2'

/** Problems, and what is sent if there are none. */
interface Part {
  problems: FieldProblem[]
  body: JsonObject
  options: JsonObject
  conclusions: string[]
}

/** The author's figure as the body of `POST /generate`, or everything wrong with it. */
export function resolveAutofigure(
  figure: Figure,
  settings: Settings,
  assets: PublicAssets,
): ResolveResult {
  const { shape } = ownOptions
  const asked = shape.type.safeParse(figure.options.type).data
  const type = asked ?? typeOf(figure)
  const addresses = shape.image_input.safeParse(figure.options.image_input).data ?? []
  const { problems: imageProblems, sources } = readSourceImages(figure, addresses, assets)
  const scene = sources.length === 0 ? 'text-to-image' : 'image-to-image'

  const part =
    type === 'standard' ? resolveStandard(figure, settings) : resolvePipeline(figure, scene)
  const toBody = (images: JsonValue[]) => ({
    type,
    scene,
    ...part.body,
    options: {
      resolution: figure.resolution ?? '1K',
      output_format: figure.formats?.[0] ?? 'png',
      ...part.options,
      ...(images.length === 0 ? {} : { image_input: images }),
    },
  })
  const problems = [
    ...readOwnOptions(figure),
    ...checkCommon(figure),
    ...checkResolution(figure),
    ...part.problems,
    ...imageProblems,
    ...checkSize(toBody(sources.map(({ address = '' }) => address))),
  ]
  const body = toBody(sources.map(({ input }) => input))
  const why =
    type === 'pipeline'
      ? 'there is `context` or data for it to start from'
      : 'there is neither `context` nor data for the pipeline'
  const conclusions = asked === undefined ? [`\`type\` is \`${type}\`: ${why}.`] : []
  return toResolved(
    figure,
    { provider: 'autofigure', operation, body },
    {
      problems,
      warnings: warnOfTheme('autofigure', figure),
      conclusions: [...conclusions, ...part.conclusions],
    },
  )
}

/** Only the pipeline takes a text or data to start from, and it needs one. */
function typeOf({ context, data }: Figure): z.output<typeof types> {
  return context === undefined && data === undefined ? 'standard' : 'pipeline'
}

function readOwnOptions({ options }: Figure): FieldProblem[] {
  return readOptions('autofigure', ownOptions, options).problems.map((found) => {
    const common = commonNames.get(found.field)
    return common === undefined ? found : { ...found, hint: `Write it as \`${common}\`.` }
  })
}

function resolveStandard(figure: Figure, { prices }: Settings): Part {
  const { aspect = 'auto', context, data, model = usualModel, options, prompt } = figure
  const problems = checkPrompt('autofigure', figure)
  const refuse = (...about: Parameters<typeof problem>) => void problems.push(problem(...about))
  const models = Object.keys(prices.standard)
  if (!models.includes(model)) {
    const message = `\`model\` is \`${model}\`, and \`autofigure\` has no such model`
    refuse('model', message, suggestName(model, models))
  }
  if (aspect === 'a4-portrait') {
    refuse('aspect', '`autofigure` draws no `a4-portrait`', 'Write a ratio, such as `5:7`.')
  }
  const pipeline = 'Use `type=pipeline`, or write it into the prompt.'
  if (context !== undefined) refuse('context', '`type=standard` takes no `context`', pipeline)
  if (data !== undefined) refuse('data', '`type=standard` takes no data', pipeline)
  const search = ownOptions.shape.google_search.safeParse(options.google_search).data
  if (search !== undefined && model !== searchingModel) {
    const hint = `Add \`model=${searchingModel}\`, or leave it out.`
    refuse('google_search', `\`google_search\` is for \`${searchingModel}\` only`, hint)
  }
  return {
    problems,
    body: { prompt: prompt ?? '', model },
    options: {
      aspect_ratio: aspect,
      ...(search === undefined ? {} : { google_search: search }),
    },
    conclusions: [],
  }
}

function resolvePipeline(figure: Figure, scene: string): Part {
  const { aspect, context, data, model, options, prompt, task } = figure
  const problems = scene === 'text-to-image' ? checkPrompt('autofigure', figure) : []
  const refuse = (...about: Parameters<typeof problem>) => void problems.push(problem(...about))
  const standard = 'Leave it out, or use `type=standard` without `context` and data.'
  if (model !== undefined) refuse('model', 'the pipeline has no choice of models', standard)
  if (aspect !== undefined && aspect !== 'auto') {
    refuse('aspect', 'the pipeline has no choice of aspect ratios', standard)
  }
  if (options.google_search !== undefined) {
    refuse('google_search', 'the pipeline does not search', standard)
  }
  if (task === 'image') {
    const message = '`task` is `image`, and the pipeline draws `diagram` and `plot`'
    refuse('task', message, 'Use `type=standard` without `context` and data.')
  }
  const shown = data === undefined ? undefined : JSON.stringify(data)
  const content = [context, shown].filter((text) => text !== undefined).join('\n\n')
  const field = context === undefined && data !== undefined ? 'data' : 'context'
  if (content.trim() === '') {
    const hint = 'Give a `context` fence or file, or data; or use `type=standard`.'
    refuse('context', 'the pipeline needs a text to start from, and there is none', hint)
  } else problems.push(...checkLength('autofigure', field, content, mostContentLength))
  const drawn = data === undefined || isGraphData(data) ? 'diagram' : 'plot'
  return {
    problems,
    body: prompt === undefined || prompt === '' ? {} : { prompt },
    options: { content, task_name: task ?? drawn },
    conclusions:
      task === undefined && data !== undefined
        ? [`\`task\` is \`${drawn}\`: the data is for one.`]
        : [],
  }
}

function checkSize(body: object): FieldProblem[] {
  const bytes = Buffer.byteLength(JSON.stringify(body))
  if (bytes <= mostBodyBytes) return []
  const message = `the request has ${bytes} bytes, and \`autofigure\` takes at most ${mostBodyBytes}`
  return [problem('prompt', message, 'Shorten prompt, `context`, data and addresses.')]
}

function checkCommon({ formats: asked = [], pdf, prompt = '', source }: Figure): FieldProblem[] {
  const problems = checkLength('autofigure', 'prompt', prompt, mostPromptLength)
  const [format, ...more] = asked
  if (format !== undefined && !formats.some((name) => name === format)) {
    const message = `\`format\` is \`${format}\`, and \`autofigure\` draws \`png\`, \`jpeg\` and \`webp\``
    problems.push(problem('format', message, 'Use one of them, or leave it out.'))
  }
  if (more.length > 0) {
    const message = `\`format\` is \`${asked.join(',')}\`, and \`autofigure\` draws one at a time`
    problems.push(problem('format', message, 'Choose one.'))
  }
  if (pdf !== undefined) {
    const hint = 'Give its text as `context`, or use a service that reads PDF.'
    problems.push(problem('pdf', '`autofigure` reads no PDF', hint))
  }
  if (source !== undefined) {
    const message = `\`autofigure\` draws no \`${source.language}\``
    problems.push(problem('source', message, 'Use `provider=local`.'))
  }
  return problems
}
