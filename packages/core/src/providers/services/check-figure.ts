import { type Figure, type InputFile, isVideoResolution } from '../../figure.js'
import { redact } from '../../http/redact.js'
import type { FieldProblem } from '../../problem.js'
import { isPublicHttps } from './public-https.js'
import { inputName } from './service-input.js'

/** A problem with one field of a figure. */
export function problem(field: string, message: string, hint?: string): FieldProblem {
  return { field, code: 'attribute-invalid', message, hint }
}

export function warning(field: string, message: string, hint?: string): FieldProblem {
  return { ...problem(field, message, hint), severity: 'warning' }
}

/** `` `one`, `other` `` */
export function listNames(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}

export function checkPrompt(service: string, { prompt = '' }: Figure): FieldProblem[] {
  if (/\S/.test(prompt)) return []
  const message = `there is no prompt, and \`${service}\` draws from words`
  const hint = 'Write what is to be seen, or what is to be changed.'
  return [{ field: 'prompt', code: 'prompt-missing', message, hint }]
}

/** Characters are UTF-16 units here: of all that a document may mean by them, most. */
export function checkLength(
  service: string,
  field: string,
  text: string,
  most: number,
  hint = 'Shorten it.',
): FieldProblem[] {
  if (text.length <= most) return []
  const message = `\`${field}\` has ${text.length} characters, and \`${service}\` takes at most ${most}`
  return [problem(field, message, hint)]
}

/** A file that a service is to start from. */
export function checkIsImage(service: string, file: InputFile): FieldProblem[] {
  const { mediaType } = file
  if (mediaType.startsWith('image/')) return []
  const message = `${inputName(file)} is ${mediaType}, and \`${service}\` starts from pictures`
  return [problem('images', message, 'Give a picture, or leave it out.')]
}

/**
 * What a figure asks of a service that draws PNG from words and images, and nothing else.
 *
 * @param taken For people: `words and one image`.
 */
export function checkIsPicture(
  service: string,
  taken: string,
  { context, data, formats = [], pdf, source, task }: Figure,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (task === 'plot') {
    const hint = 'Use `provider=local`, or a service that takes data.'
    problems.push(problem('task', `\`task\` is \`plot\`, and \`${service}\` draws no data`, hint))
  }
  const inWords = 'Say in the prompt what of it matters, or use another provider.'
  for (const [field, value] of Object.entries({ data, context, pdf, source })) {
    if (value === undefined) continue
    problems.push(problem(field, `\`${service}\` takes no \`${field}\`: only ${taken}`, inWords))
  }
  const other = formats.find((format) => format !== 'png')
  if (other !== undefined) {
    const message = `\`format\` is \`${other}\`, and \`${service}\` draws \`png\``
    problems.push(problem('format', message, 'Leave it out.'))
  }
  return problems
}

/** Addresses of images that a service fetches itself. */
export function checkAddresses(field: string, addresses: readonly string[]): FieldProblem[] {
  return addresses
    .filter((address) => !isPublicHttps(address))
    .map((address) => {
      const message = `\`${redact(address)}\` is no public https address without a password`
      return problem(field, message, 'Name a file of the project in `images` instead.')
    })
}

/** For who makes pictures: videos have resolutions of their own. */
export function checkResolution({ resolution }: Figure): FieldProblem[] {
  if (!isVideoResolution(resolution)) return []
  const message = `\`resolution\` is \`${resolution}\`, which is one of videos`
  return [problem('resolution', message, 'Expected `1K`, `2K` or `4K`.')]
}

export function warnOfTheme(service: string, { theme = 'light' }: Figure): FieldProblem[] {
  if (theme === 'light') return []
  const message = `\`theme\` is \`${theme}\`, and \`${service}\` has no themes`
  return [warning('theme', message, 'Say in the prompt which colours it should have.')]
}
