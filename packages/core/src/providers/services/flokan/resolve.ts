import * as z from 'zod'
import type { Figure } from '../../../figure.js'
import { suggestName } from '../../../nearest-name.js'
import type { FieldProblem } from '../../../problem.js'
import type { ResolveResult } from '../../provider.js'
import {
  checkAddresses,
  checkIsPicture,
  checkLength,
  checkPrompt,
  listNames,
  problem,
  warning,
  warnOfTheme,
} from '../check-figure.js'
import { readOptions } from '../read-options.js'
import { inputName, toInput } from '../service-input.js'
import { toResolved } from '../to-resolved.js'
import { payers, tiers, tiersOf } from './order.js'

const id = z.guid({ error: 'expected an id of the workspace, a UUID' }).optional()

const optionSchema = z.object({
  model_tier: z.enum(tiers).optional(),
  /** The document calls it `provider`, which is taken: whose key the model is paid with. */
  byok: z.enum(payers).optional(),
  image_id: id,
  image_url: z.string().optional(),
  style_id: id,
  character_id: id,
})

export const optionNames = Object.keys(optionSchema.shape)

type Options = z.output<typeof optionSchema>

/** The one tier that the document has a price for, and that every payer has. */
const usualTier = 'pro'
const mostPrompt = 10_000
const mostAddress = 2_000
const uploadable = ['image/jpeg', 'image/png', 'image/webp', 'image/gif']

/** The author's figure as the body of `POST /process`, or everything wrong with it. */
export function resolveOrder(figure: Figure): ResolveResult {
  const { options = {}, problems } = readOptions('flokan', optionSchema, figure.options)
  problems.push(
    ...checkPrompt('flokan', figure),
    ...checkLength('flokan', 'prompt', figure.prompt ?? '', mostPrompt),
    ...checkIsPicture('flokan', 'words and one image', figure),
    ...checkLook(figure),
    ...checkTier(figure, options),
    ...checkImages(figure, options),
  )
  const { images: [file] = [], model, prompt = '' } = figure
  const { byok = 'platform', image_id, image_url, model_tier = model ?? usualTier } = options
  const { character_id, style_id } = options
  const body = {
    prompt,
    model_tier,
    provider: byok,
    style_id,
    character_id,
    image_url,
    image_id: file === undefined ? image_id : toInput(file),
  }
  const warnings = [...warnOfTheme('flokan', figure), ...warnOfPayer(byok)]
  const request = { provider: 'flokan', operation: 'process', body }
  return toResolved(figure, request, { problems, warnings })
}

/** It has no field for shape or size: what comes is its own choice. */
function checkLook({ aspect, resolution }: Figure): FieldProblem[] {
  const problems: FieldProblem[] = []
  const hint = 'Leave it out and say it in the prompt, or use another provider.'
  if (aspect !== undefined && aspect !== 'auto') {
    const message = `\`aspect\` is \`${aspect}\`, and \`flokan\` cannot be asked for one: it chooses`
    problems.push(problem('aspect', message, hint))
  }
  if (resolution !== undefined) {
    const message = `\`resolution\` is \`${resolution}\`, and \`flokan\` cannot be asked for one: it chooses`
    problems.push(problem('resolution', message, hint))
  }
  return problems
}

/** `model` of other services is `model_tier` here; what a tier may be depends on who pays. */
function checkTier({ model }: Figure, { byok = 'platform', model_tier }: Options): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (model !== undefined && !tiers.some((tier) => tier === model)) {
    const message = `\`model\` is \`${model}\`, and \`flokan\` has tiers: ${listNames(tiers)}`
    problems.push(problem('model', message, suggestName(model, tiers)))
  }
  if (model !== undefined && model_tier !== undefined && model !== model_tier) {
    const message = `\`model_tier\` is \`${model_tier}\`, and \`model\` is \`${model}\``
    problems.push(problem('model_tier', message, 'Keep one of them.'))
  }
  const tier = model_tier ?? model ?? usualTier
  const allowed = tiersOf[byok]
  if (tiers.some((known) => known === tier) && !allowed.some((known) => known === tier)) {
    const field = model_tier === undefined && model !== undefined ? 'model' : 'model_tier'
    const message = `\`${field}\` is \`${tier}\`, and with \`byok=${byok}\` it can be ${listNames(allowed)}`
    problems.push(problem(field, message, 'Use one of them, or another key.'))
  }
  return problems
}

function checkImages(
  { images: files = [] }: Figure,
  { image_id, image_url }: Options,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  const given = { images: files[0], image_url, image_id }
  const fields = Object.entries(given).flatMap(([field, value]) => (value ? [field] : []))
  if (fields.length > 1) {
    const message = `the image to start from is given by ${listNames(fields)}`
    problems.push(problem(fields.at(-1) ?? '', message, 'Keep one of them.'))
  }
  if (files.length > 1) {
    const message = `there are ${files.length} input images, and \`flokan\` takes one`
    problems.push(problem('images', message, 'Keep one of them.'))
  }
  for (const file of files) {
    if (uploadable.includes(file.mediaType)) continue
    const message = `${inputName(file)} is ${file.mediaType}, and \`flokan\` takes JPEG, PNG, WebP and GIF`
    problems.push(problem('images', message, 'Save it as one of them.'))
  }
  const hint = 'Use a shorter address, or give the file in `images`.'
  return [
    ...problems,
    ...checkLength('flokan', 'image_url', image_url ?? '', mostAddress, hint),
    ...checkAddresses('image_url', image_url === undefined ? [] : [image_url]),
  ]
}

function warnOfPayer(byok: (typeof payers)[number]): FieldProblem[] {
  if (byok === 'platform') return []
  const message = `with \`byok=${byok}\` it costs no credits: ${byok} sends its own bill, which no limit on spending counts`
  return [warning('byok', message)]
}
