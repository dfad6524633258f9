import {
  createFigureRequest,
  type FieldProblem,
  type Figure,
  type FigureKey,
  type Place,
  type Provider,
} from '@figmill/core'
import { type AttributeLayer, isOptimizeOption, optimizePrefix } from './attribute-layers.js'
import type { FigureOrigin, KnownFigure } from './document-figure.js'
import { promptKey } from './prompt-figure.js'

/** What is known of a figure whose prompt may have to be written anew. */
export interface OptimizeReading {
  /** As the author asked for it. */
  asked: Figure
  key: FigureKey
  place: Place
  /** Of the directive itself, and with defaults. */
  own: AttributeLayer
  attributes: AttributeLayer
  /** Whether it starts from another figure. */
  isEdit: boolean
  providers: ReadonlyMap<string, Provider>
}

/**
 * Reads `optimize`: who writes the figure's prompt anew. A default is for the figures it can mean
 * something for; what the directive itself says must mean something.
 *
 * @returns The text to wait for; its request depends on the prompt and what explains it, and not on who
 *   draws the figure.
 */
export function readOptimize({
  asked,
  attributes,
  isEdit,
  key,
  own,
  place,
  providers,
}: OptimizeReading): { text: FigureOrigin | undefined; problems: FieldProblem[] } {
  const { optimize = 'false', prompt, provider } = asked
  const isOwn = own.has('optimize')
  if (optimize === 'false' || (!isOwn && (isEdit || prompt === undefined))) return without()
  if (isEdit) {
    const message =
      '`optimize` describes a whole picture, and with `from` a prompt says what to change'
    return without({ ...invalid, message, hint: 'Leave one of them out.' })
  }
  const name = optimize === 'true' ? provider : optimize
  const optimizer = providers.get(name)
  if (optimizer?.optimize === undefined) {
    return isOwn || optimize !== 'true' ? without(tellAble(name, providers)) : without()
  }
  const options = Object.fromEntries(
    [...attributes.values()]
      .filter((attribute) => isOptimizeOption(attribute.name))
      .map((attribute) => [attribute.name.slice(optimizePrefix.length), attribute.value]),
  )
  const resolved = optimizer.optimize(asked, options)
  const problems = [...resolved.problems, ...resolved.warnings].map((problem) =>
    Object.hasOwn(options, problem.field)
      ? { ...problem, field: `${optimizePrefix}${problem.field}` }
      : problem,
  )
  if (resolved.request === undefined) return without(...problems)
  const { conclusions, request } = resolved
  const figure = promptKey(key)
  const text: KnownFigure = {
    figure,
    place,
    placement: { id: undefined, classes: [], alt: undefined, width: undefined, caption: undefined },
    source: asked,
    request: createFigureRequest(figure, place, asked, request, conclusions),
  }
  const from = { figure, place: attributes.get('optimize')?.place ?? place, origin: text }
  return { text: from, problems }
}

const invalid = { field: 'optimize', code: 'attribute-invalid' } as const

function without(...problems: FieldProblem[]) {
  return { text: undefined, problems }
}

function tellAble(name: string, providers: ReadonlyMap<string, Provider>): FieldProblem {
  const able = [...providers.values()].filter(({ optimize }) => optimize !== undefined)
  const ways = able.map((one) => `\`optimize=${one.name}\``).join(' or ')
  return {
    ...invalid,
    message: providers.has(name)
      ? `\`${name}\` cannot optimize prompts`
      : `there is no provider \`${name}\` to optimize the prompt`,
    hint: ways === '' ? 'Leave it out: no provider of this project can.' : `Write ${ways}.`,
  }
}
