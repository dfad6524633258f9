import type { Figure } from '../../../figure.js'
import type { FieldProblem } from '../../../problem.js'
import { type ResolveResult, videoOperation } from '../../provider.js'
import {
  checkAddresses,
  checkIsImage,
  checkIsPicture,
  checkPrompt,
  problem,
  warning,
  warnOfTheme,
} from '../check-figure.js'
import { type PublicAssets, tellUnpublished } from '../public-assets.js'
import { readOptions } from '../read-options.js'
import { toInput } from '../service-input.js'
import { toResolved, withoutUnset } from '../to-resolved.js'
import { checkModel, checkProduct } from './check-product.js'
import { optionSchema } from './options.js'
import type { Prices } from './prices.js'

/** That of the document's examples. */
const usualModel = 'nano-banana-pro'

/** The author's figure as the body of `POST /v1/generate`, or everything wrong with it. */
export function resolveOrder(figure: Figure, prices: Prices, assets: PublicAssets): ResolveResult {
  const { options = {}, problems } = readOptions('agent', optionSchema, figure.options)
  const product = options.product === 'video' ? 'video' : 'image'
  const isVideo = product === 'video'
  const usual = isVideo ? undefined : usualModel
  const { aspect, images: files = [], model = usual, prompt, resolution } = figure
  const { count = '1', duration, input_image_urls: addresses = [] } = options
  const hasImages = files.length + addresses.length > 0
  problems.push(
    ...checkProduct(figure, options),
    ...(hasImages ? [] : checkPrompt('agent', figure)),
    ...checkIsPicture('agent', 'words and images', isVideo ? withoutFormats(figure) : figure),
    ...checkAspect(figure),
    ...checkModel(model, product, hasImages, prices),
    ...checkImages(figure, addresses, assets),
  )
  const body = {
    product,
    model,
    units: withoutUnset({
      count: isVideo ? undefined : Number(count),
      resolution: resolution ?? (isVideo ? '720p' : '1K'),
      duration,
      aspect_ratio: aspect === 'auto' ? undefined : aspect,
    }),
    prompt: prompt || undefined,
    input_image_urls: hasImages ? [...files.map(toInput), ...addresses] : undefined,
  }
  const warnings = [...warnOfTheme('agent', figure), ...warnOfCount(count)]
  const operation = isVideo ? videoOperation : 'generate'
  const request = { provider: 'agent', operation, body }
  return toResolved(figure, request, { problems, warnings })
}

/** Those of images say nothing of what a video is made in. */
function withoutFormats({ formats, ...figure }: Figure): Figure {
  return figure
}

function checkAspect({ aspect }: Figure): FieldProblem[] {
  if (aspect !== 'a4-portrait') return []
  const message = '`aspect` is `a4-portrait`, and `agent` expects `width:height`, such as `16:9`'
  return [problem('aspect', message, 'Use `aspect=3:4`, which is near.')]
}

function checkImages(
  { images: files = [] }: Figure,
  addresses: readonly string[],
  assets: PublicAssets,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const file of files) {
    const wrong = checkIsImage('agent', file)
    problems.push(...wrong)
    if (wrong.length === 0 && assets.addressOf(file) === undefined) {
      problems.push(tellUnpublished('agent', 'input_image_urls', file))
    }
  }
  return [...problems, ...checkAddresses('input_image_urls', addresses)]
}

function warnOfCount(count: string): FieldProblem[] {
  if (count === '1') return []
  const message = `\`count\` is \`${count}\`: ${count} images are paid for, and the first is the figure`
  const hint = 'Leave it out, and ask for another one with `take=2` when you want to choose.'
  return [warning('count', message, hint)]
}
