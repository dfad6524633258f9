import type { Figure } from '../../../figure.js'
import type { FieldProblem } from '../../../problem.js'
import { problem } from '../check-figure.js'
import { readOptions } from '../read-options.js'
import type { Fields } from '../to-resolved.js'
import { checkModel } from './model-matrix.js'
import { figureOptions, type Operation, synonyms, takersOf } from './options.js'
import type { PaperbananaSettings } from './settings.js'

/** The fields of a request besides its content: common attributes and options of its own. */
export function readFields(
  figure: Figure,
  operation: Operation,
  settings: PaperbananaSettings,
): { fields: Fields; problems: FieldProblem[] } {
  const given = textsOf(figure)
  const isOther = (name: string) => {
    const takers = takersOf(name)
    return takers.length > 0 && !takers.includes(operation)
  }
  const others = Object.keys(given).filter(isOther)
  const known = Object.fromEntries(Object.entries(given).filter(([name]) => !isOther(name)))
  const read = readOptions('paperbanana', figureOptions, known)
  const problems = [
    ...others.map((name) => misplaced(name, operation)),
    ...checkSynonyms(known),
    ...read.problems,
  ]
  if (read.options === undefined) return { fields: {}, problems }

  const { aspect, format, model, resolution, ...own } = read.options
  const formats = format ?? own.output_formats ?? ['png']
  const choice = {
    aspect_ratio: aspect ?? own.aspect_ratio,
    image_model: model ?? own.image_model,
    image_resolution: resolution ?? own.image_resolution,
  }
  const matrix = checkModel(choice, settings)
  const wrong = [...(operation === 'plot' ? [] : checkFormats(formats)), ...matrix.problems]
  problems.push(...wrong.map((found) => ({ ...found, field: asWritten(found.field, known) })))
  const fields = { ...own, ...choice, ...matrix.implied, output_formats: formats }
  return { fields, problems }
}

function textsOf({ aspect, formats, model, options, resolution }: Figure): Record<string, string> {
  const texts: Record<string, string> = { ...options }
  const common = { aspect, format: formats?.join(), model, resolution }
  for (const [name, text] of Object.entries(common)) {
    if (text !== undefined) texts[name] = text
  }
  return texts
}

/** A default may be meant for other figures: like an unknown option, it is left out then. */
function misplaced(field: string, operation: Operation): FieldProblem {
  const takers = takersOf(field).map((name) => `\`${name}\``)
  const message = `\`${field}\` is for ${takers.join(' and ')} of \`paperbanana\`, and this is \`${operation}\``
  return { field, code: 'attribute-unknown', message, hint: 'Leave it out.' }
}

function checkSynonyms(known: Readonly<Record<string, string>>): FieldProblem[] {
  return Object.entries(synonyms)
    .filter(([common, own]) => known[common] !== undefined && known[own] !== undefined)
    .map(([common, own]) => {
      const message = `\`${own}\` and \`${common}\` are the same to \`paperbanana\``
      return problem(own, message, 'Keep one of them.')
    })
}

function checkFormats(formats: readonly string[]): FieldProblem[] {
  if (formats.join() === 'png') return []
  const message = `\`${formats.join()}\` is asked for, and diagrams of \`paperbanana\` are \`png\``
  const hint = 'Leave it out: only plots come as `svg` and `pdf`.'
  return [problem('output_formats', message, hint)]
}

/** The name under which the author gave a field. */
function asWritten(field: string, known: Readonly<Record<string, string>>): string {
  const [common] = Object.entries(synonyms).find(([, own]) => own === field) ?? []
  return common !== undefined && known[common] !== undefined ? common : field
}
