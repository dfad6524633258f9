import { type Figure, isVideoResolution } from '../../../figure.js'
import { suggestName } from '../../../nearest-name.js'
import type { FieldProblem } from '../../../problem.js'
import { checkResolution, listNames, problem } from '../check-figure.js'
import type { Options } from './options.js'
import { type Prices, productOf, startsFromImage } from './prices.js'

/** What a figure is made as: asked for by name, so that a typo in a model buys no video. */
export function checkProduct(figure: Figure, options: Options): FieldProblem[] {
  const { count, duration, product = 'image' } = options
  if (product === 'music') {
    const message = '`product` is `music`, which is no figure'
    return [problem('product', message, 'Use `product=image` or `product=video`.')]
  }
  if (product === 'image') {
    const problems = checkResolution(figure)
    if (duration !== undefined) {
      problems.push(misplaced('duration', 'videos', 'Add `product=video`, or leave it out.'))
    }
    return problems
  }
  const { formats, resolution } = figure
  const problems: FieldProblem[] = []
  if (resolution !== undefined && !isVideoResolution(resolution)) {
    const message = `\`resolution\` is \`${resolution}\`, which videos do not have`
    problems.push(problem('resolution', message, 'Expected `720p` or `1080p`.'))
  }
  const leaveOut = 'Leave it out: videos come one by one, as the service makes them.'
  if (formats !== undefined) problems.push(misplaced('format', 'images', leaveOut))
  if (count !== undefined) problems.push(misplaced('count', 'images', leaveOut))
  return problems
}

/** A default may be meant for other figures: like an unknown option, it is left out then. */
function misplaced(field: string, products: string, hint: string): FieldProblem {
  const message = `\`${field}\` is about ${products}`
  return { field, code: 'attribute-unknown', message, hint }
}

export function checkModel(
  model: string | undefined,
  product: 'image' | 'video',
  hasImages: boolean,
  prices: Prices,
): FieldProblem[] {
  const known = Object.keys(prices).filter((name) => productOf(name, prices) === product)
  const expected = `Expected one of ${listNames(known)}.`
  if (model === undefined) {
    const message = 'there is no `model`, and prices of videos differ too much for a usual one'
    return [problem('model', message, expected)]
  }
  const made = productOf(model, prices)
  if (made === undefined) {
    const message = `\`model\` is \`${model}\`, and figmill knows no such model of \`agent\` and no price`
    const hint = `${suggestName(model, known)} A new one can be named in \`services.agent.prices\`.`
    return [problem('model', message, hint)]
  }
  if (made !== product) {
    const makes = { image: 'images', video: 'videos', music: 'music' }[made]
    const message = `\`model\` is \`${model}\`, which makes ${makes}, and \`product\` is \`${product}\``
    const add = made === 'video' ? 'To buy a video, add `product=video`. ' : ''
    return [problem('model', message, add + expected)]
  }
  if (hasImages && /text-to-(?:image|video)$/.test(model)) {
    const message = `\`${model}\` starts from words alone, and there are images to start from`
    return [problem('model', message, 'Leave them out, or use another `model`.')]
  }
  if (!hasImages && startsFromImage.test(model)) {
    const message = `\`${model}\` starts from images, and there are none`
    return [problem('images', message, 'Give `images`, or use another `model`.')]
  }
  return []
}
