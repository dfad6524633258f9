import * as z from 'zod'
import type { Figure } from '../../../figure.js'
import { suggestName } from '../../../nearest-name.js'
import type { FieldProblem } from '../../../problem.js'
import type { ResolveResult } from '../../provider.js'
import {
  checkAddresses,
  checkIsImage,
  checkIsPicture,
  checkPrompt,
  listNames,
  problem,
  warnOfTheme,
} from '../check-figure.js'
import { optionTypes, readOptions } from '../read-options.js'
import { inputName, toInput } from '../service-input.js'
import { toResolved } from '../to-resolved.js'
import { models, mostAtOnce, qualities } from './order.js'
import type { ConceptvizSettings } from './settings.js'

const optionSchema = z.object({
  quality: z.enum(qualities).optional(),
  /** Input images that are on the web; files of the project stand in `images`, and come first. */
  image_urls: optionTypes.list.optional(),
})

export const optionNames = Object.keys(optionSchema.shape)

type Options = z.output<typeof optionSchema>

/** The author's figure as the body of `POST /generate` or `POST /edit`, or everything wrong with it. */
export function resolveOrder(figure: Figure, settings: ConceptvizSettings): ResolveResult {
  const { options = {}, problems } = readOptions('conceptviz', optionSchema, figure.options)
  const { aspect, images: files = [], model = 'cv-2', prompt = '' } = figure
  const { image_urls: addresses = [] } = options
  const operation = files.length + addresses.length > 0 ? 'edit' : 'generate'
  const aspects = settings.aspects[operation]
  problems.push(
    ...checkPrompt('conceptviz', figure),
    ...checkIsPicture('conceptviz', 'words and images', figure),
    ...checkModel(figure, options),
    ...checkAspect(figure, operation, aspects),
    ...checkImages(figure, addresses, settings),
  )
  const body = {
    prompt,
    model,
    quality: qualityOf(figure, options),
    aspectRatio: isChosen(aspect) ? aspect : undefined,
    images: operation === 'edit' ? [...files.map(toInput), ...addresses] : undefined,
  }
  const warnings = warnOfTheme('conceptviz', figure)
  return toResolved(figure, { provider: 'conceptviz', operation, body }, { problems, warnings })
}

/** What the two models can do: the table of prices has no `4k` for `cv-2`. */
function checkModel(figure: Figure, options: Options): FieldProblem[] {
  const { model = 'cv-2', resolution } = figure
  const problems: FieldProblem[] = []
  if (!models.some((name) => name === model)) {
    const message = `\`model\` is \`${model}\`, and \`conceptviz\` has no such model`
    problems.push(problem('model', message, suggestName(model, models)))
  }
  const quality = qualityOf(figure, options)
  const field = options.quality === undefined ? 'resolution' : 'quality'
  if (
    resolution !== undefined &&
    options.quality !== undefined &&
    resolution.toLowerCase() !== quality
  ) {
    const message = `\`quality\` is \`${quality}\`, and \`resolution\` is \`${resolution}\``
    problems.push(problem('quality', message, 'Keep one of them.'))
  } else if (!qualities.some((name) => name === quality)) {
    const message = `\`resolution\` is \`${resolution}\`, and \`conceptviz\` draws \`2K\` and \`4K\``
    problems.push(problem('resolution', message, 'Use one of them, or leave it out.'))
  } else if (model === 'cv-2' && quality !== '2k') {
    const message = `\`${field}\` is \`4k\`, and \`cv-2\` draws \`2k\` only`
    problems.push(problem(field, message, 'Use `model=cv-1`, or leave it out.'))
  }
  return problems
}

function qualityOf({ resolution = '2K' }: Figure, { quality }: Options): string {
  return quality ?? resolution.toLowerCase()
}

/** The document names no default: what is left out is left to the service. */
function isChosen(aspect: string | undefined): aspect is string {
  return aspect !== undefined && aspect !== 'auto'
}

function checkAspect(
  { aspect }: Figure,
  operation: 'generate' | 'edit',
  known: readonly string[],
): FieldProblem[] {
  if (!isChosen(aspect) || known.includes(aspect)) return []
  const message = `\`aspect\` is \`${aspect}\`, and the document of \`conceptviz\` names ${listNames(known)}`
  const hint = `Use one of them; if you know of more, add it to \`services.conceptviz.aspects.${operation}\`.`
  return [problem('aspect', message, hint)]
}

function checkImages(
  { images: files = [] }: Figure,
  addresses: readonly string[],
  { maxImageBytes }: ConceptvizSettings,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  const count = files.length + addresses.length
  if (count > mostAtOnce) {
    const field = files.length > 0 ? 'images' : 'image_urls'
    const message = `there are ${count} input images, and \`conceptviz\` takes at most ${mostAtOnce}`
    problems.push(problem(field, message, 'Leave some out.'))
  }
  for (const file of files) {
    problems.push(...checkIsImage('conceptviz', file))
    if (file.sizeBytes > maxImageBytes) {
      const message = `${inputName(file)} has ${file.sizeBytes} bytes, and \`conceptviz\` takes at most ${maxImageBytes}`
      problems.push(problem('images', message, 'Make it smaller.'))
    }
  }
  return [...problems, ...checkAddresses('image_urls', addresses)]
}
