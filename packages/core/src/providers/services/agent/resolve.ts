import * as z from 'zod'
import type { Figure } from '../../../figure.js'
import { redact } from '../../../http/redact.js'
import type { JsonObject } from '../../../json.js'
import { suggestName } from '../../../nearest-name.js'
import type { FieldProblem } from '../../../problem.js'
import type { ResolveResult } from '../../provider.js'
import type { PublicAssets } from '../public-assets.js'
import { isPublicHttps } from '../public-https.js'
import { optionTypes, problem, readOptions } from '../read-options.js'
import { toInput } from '../service-input.js'
import { counts } from './order.js'
import { otherProductOf, type Prices } from './prices.js'

const optionSchema = z.object({
  product: z.enum(['image', 'video', 'music']).optional(),
  count: z.enum(counts).optional(),
  /** Seconds of a video. */
  duration: optionTypes.whole(1, 3600).optional(),
  /** Input images that are on the web; files of the project stand in `images`, and come first. */
  input_image_urls: optionTypes.list.optional(),
})

export const optionNames = Object.keys(optionSchema.shape)

type Options = z.output<typeof optionSchema>

/** That of the document's examples. */
const usualModel = 'nano-banana-pro'

/** The author's figure as the body of `POST /v1/generate`, or everything wrong with it. */
export function resolveOrder(figure: Figure, prices: Prices, assets: PublicAssets): ResolveResult {
  const { options = {}, problems } = readOptions('agent', optionSchema, figure.options)
  const { images: files = [], model = usualModel, prompt = '', resolution = '1K', take } = figure
  const { count = '1', input_image_urls: addresses = [] } = options
  const hasImages = files.length + addresses.length > 0
  problems.push(
    ...checkProduct(options),
    ...checkContent(figure, hasImages),
    ...checkModel(model, hasImages, Object.keys(prices)),
    ...checkImages(figure, addresses, assets),
  )
  const warnings = [...warnOfTheme(figure), ...warnOfCount(count)]
  const [first, ...rest] = problems
  if (first !== undefined) return { request: undefined, warnings, problems: [first, ...rest] }
  const units: JsonObject = { count: Number(count), resolution }
  // The document names no default: what is left out is left to the service.
  if (figure.aspect !== undefined && figure.aspect !== 'auto') units.aspect_ratio = figure.aspect
  const body: JsonObject = { product: 'image', model, units }
  if (prompt !== '') body.prompt = prompt
  if (hasImages) body.input_image_urls = [...files.map(toInput), ...addresses]
  const another = take === undefined || take === 1 ? {} : { take }
  return {
    request: { provider: 'agent', operation: 'generate', body, ...another },
    warnings,
    problems: [],
  }
}

/** What a model makes is asked for by name, so that a typo buys no video. */
function checkProduct({ duration, product = 'image' }: Options): FieldProblem[] {
  const image = 'Use `product=image`, or leave it out.'
  if (product === 'video') {
    return [problem('product', '`product` is `video`, which figmill does not support yet', image)]
  }
  if (product === 'music') {
    return [problem('product', '`product` is `music`, which is no figure', image)]
  }
  if (duration === undefined) return []
  return [problem('duration', '`duration` is about videos, which figmill does not support yet')]
}

function checkContent(figure: Figure, hasImages: boolean): FieldProblem[] {
  const { aspect, context, data, formats = [], pdf, prompt = '', source, task } = figure
  const problems: FieldProblem[] = []
  if (!/\S/.test(prompt) && !hasImages) {
    const message = 'there is no prompt, and `agent` draws from words'
    const hint = 'Write what is to be seen, or give `images` to start from.'
    problems.push({ field: 'prompt', code: 'prompt-missing', message, hint })
  }
  if (task === 'plot') {
    const hint = 'Use `provider=local`, or a service that takes data.'
    problems.push(problem('task', '`task` is `plot`, and `agent` draws no data', hint))
  }
  const inWords = 'Say in the prompt what of it matters, or use another provider.'
  for (const [field, value] of Object.entries({ data, context, pdf, source })) {
    if (value === undefined) continue
    problems.push(problem(field, `\`agent\` takes no \`${field}\`: only words and images`, inWords))
  }
  const other = formats.find((format) => format !== 'png')
  if (other !== undefined) {
    problems.push(problem('format', `\`format\` is \`${other}\`, and \`agent\` draws \`png\``))
  }
  if (aspect === 'a4-portrait') {
    const message = '`aspect` is `a4-portrait`, and `agent` expects `width:height`, such as `16:9`'
    problems.push(problem('aspect', message, 'Use `aspect=3:4`, which is near.'))
  }
  return problems
}

function checkModel(model: string, hasImages: boolean, known: readonly string[]): FieldProblem[] {
  const other = otherProductOf(model)
  if (other !== undefined && !known.includes(model)) {
    const message = `\`model\` is \`${model}\`, which makes ${other}, and a figure is an image`
    return [problem('model', message, `Expected one of ${known.map(quote).join(', ')}.`)]
  }
  if (!known.includes(model)) {
    const message = `\`model\` is \`${model}\`, and figmill knows no such model of \`agent\` and no price`
    const hint = `${suggestName(model, known)} A new one can be named in \`services.agent.prices\`.`
    return [problem('model', message, hint)]
  }
  if (hasImages && /text-to-image$/.test(model)) {
    const message = `\`${model}\` draws from words alone, and there are images to start from`
    return [problem('model', message, 'Leave them out, or use `model=qwen/image-to-image`.')]
  }
  if (!hasImages && /(?:image-to-image|\/edit)$/.test(model)) {
    const message = `\`${model}\` starts from images, and there are none`
    return [problem('images', message, 'Give `images`, or use another `model`.')]
  }
  return []
}

const quote = (name: string) => `\`${name}\``

function checkImages(
  { images: files = [] }: Figure,
  addresses: readonly string[],
  assets: PublicAssets,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const { mediaType, path, ...file } of files) {
    if (!mediaType.startsWith('image/')) {
      const message = `\`${path}\` is ${mediaType}, and \`agent\` starts from images`
      problems.push(problem('images', message))
    } else if (assets.addressOf({ ...file, path }) === undefined) {
      const message = `\`${path}\` is not published, and \`agent\` takes addresses of images only`
      const hint = 'Name its folder and address in `assets`, or use a service that takes files.'
      problems.push(problem('images', message, hint))
    }
  }
  for (const address of addresses) {
    if (isPublicHttps(address)) continue
    const message = `\`${redact(address)}\` is no public https address without a password`
    const hint = 'Name a file of the project in `images` instead.'
    problems.push(problem('input_image_urls', message, hint))
  }
  return problems
}

function warnOfTheme({ theme = 'light' }: Figure): FieldProblem[] {
  if (theme === 'light') return []
  const message = `\`theme\` is \`${theme}\`, and \`agent\` has no themes`
  const hint = 'Say in the prompt which colours it should have.'
  return [{ ...problem('theme', message, hint), severity: 'warning' }]
}

function warnOfCount(count: string): FieldProblem[] {
  if (count === '1') return []
  const message = `\`count\` is \`${count}\`: ${count} images are paid for, and the first is the figure`
  const hint = 'Leave it out, and ask for another one with `take=2` when you want to choose.'
  return [{ ...problem('count', message, hint), severity: 'warning' }]
}
