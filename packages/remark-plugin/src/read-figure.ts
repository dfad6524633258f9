import {
  commonAttributeNames,
  createFigureRequest,
  digestContent,
  type FieldProblem,
  type Figure,
  type FigureKey,
  type InputFile,
  nearestName,
  type Place,
  type Problem,
  type Provider,
  parseFigure,
  type ResolveResult,
  requestAttributes,
  suggestName,
} from '@figmill/core'
import {
  type AttributeLayer,
  createLayer,
  defaultsFor,
  mergeLayers,
  placeFieldProblem,
} from './attribute-layers.js'
import { checkFormats, type PictureUse } from './check-formats.js'
import type { DirectiveAttribute, FigureDirective } from './directive.js'
import type { FigureResolution, ReadFigure } from './document-figure.js'
import { findOther, nameOthers } from './other-providers.js'
import { readPlacement } from './placement.js'
import { type DocumentInput, readContent } from './read-content.js'
import { readOrigin } from './read-origin.js'
import type { SourceLines } from './source-lines.js'

/** What a figure is read with, besides its own directive. */
export interface FigureSurroundings {
  root: string
  documentPath: string
  lines: SourceLines
  /** Defaults, lowest first: configuration, front matter, enclosing group. */
  defaults: readonly AttributeLayer[]
  providers: ReadonlyMap<string, Provider>
  /** Who makes what a provider cannot make, by its name. */
  fallback: Readonly<Record<string, readonly string[]>>
  use: PictureUse
}

export interface FigureReading {
  figure: ReadFigure | undefined
  inputs: DocumentInput[]
  problems: Problem[]
}

/** From a directive to the exact request its provider would be sent, or all that is wrong with it. */
export async function readFigure(
  directive: FigureDirective,
  key: FigureKey,
  surroundings: FigureSurroundings,
): Promise<FigureReading> {
  const { documentPath, lines, providers, root } = surroundings
  const place = lines.placeAt(directive.span.start)
  const own = toLayer(directive.attributes, lines)
  const defaults = mergeLayers(surroundings.defaults)
  const provider = findProvider(mergeLayers([defaults, own]), providers, place)
  if ('problem' in provider) {
    return { figure: undefined, inputs: [], problems: [provider.problem] }
  }
  const known = provider.optionNames
  const attributes = mergeLayers([defaultsFor(defaults, known), own])
  const { placement, problems } = readPlacement(attributes, directive.caption?.value)
  const reading = await readContent(directive, own, { root, documentPath, lines, place })
  const { from, problems: wrongOrigin } = readOrigin(own, documentPath, place)
  problems.push(...reading.problems, ...wrongOrigin, ...checkNames(own, provider))
  const parsed = parseFigure(requestText(attributes, known), reading.content)
  const unusable = checkFormats(parsed.figure?.formats, surroundings.use)
  problems.push(
    ...[...parsed.problems, ...unusable].map((problem) =>
      placeFieldProblem(problem, attributes, place),
    ),
  )
  const { inputs } = reading
  if (parsed.figure === undefined || hasErrors(problems)) {
    return { figure: undefined, inputs, problems }
  }
  const asked = parsed.figure
  const places: Partial<Record<string, Place>> = { images: from?.place, ...reading.places }

  const resolve = (picture?: InputFile): FigureResolution => {
    const { figure: source, resolved } = resolveOrElse(
      picture === undefined ? asked : { ...asked, images: [picture, ...(asked.images ?? [])] },
      own,
      provider,
      surroundings,
    )
    const placed = (problem: FieldProblem) =>
      placeFieldProblem(problem, attributes, places[problem.field] ?? place)
    const problems = [...resolved.problems.map(placed), ...resolved.warnings.map(placed)]
    if (resolved.request === undefined) return { source, request: undefined, problems }
    const { conclusions, request } = resolved
    return {
      source,
      request: createFigureRequest(key, place, source, request, conclusions),
      problems,
    }
  }

  // All that is wrong is told before anything is bought, also of what waits for another picture.
  const { request, source, ...resolved } = resolve(from && somePicture)
  problems.push(...resolved.problems)
  if (request === undefined) return { figure: undefined, inputs, problems }
  const facts = { figure: key, place, placement, source }
  const figure: ReadFigure =
    from === undefined
      ? { ...facts, request }
      : { ...facts, from, request: undefined, likely: request.request, resolve }
  return { figure, inputs, problems }
}

/** Stands for a picture that is not there yet. */
const somePicture: InputFile = {
  path: '',
  digest: digestContent(''),
  sizeBytes: 0,
  mediaType: 'image/png',
}

/** By the provider that is asked, or by the first of its stand-ins that can make the figure. */
function resolveOrElse(
  figure: Figure,
  own: AttributeLayer,
  provider: Provider,
  { fallback, providers }: Pick<FigureSurroundings, 'fallback' | 'providers'>,
): { figure: Figure; resolved: ResolveResult } {
  const first = resolveWithDefaults(figure, own, provider)
  const { resolved } = first
  if (resolved.request !== undefined) return first
  const other = findOther(figure, fallback[provider.name] ?? [], providers)
  if (other === undefined) {
    const [problem, ...problems] = nameOthers(resolved.problems, figure, providers)
    return problem === undefined
      ? first
      : { ...first, resolved: { ...resolved, problems: [problem, ...problems] } }
  }
  const [{ message }] = resolved.problems
  const made = other.provider.resolve(other.figure)
  if (made.request === undefined) return first
  const why = `\`${other.provider.name}\` stands in for \`${provider.name}\`: ${message}`
  const conclusions = [why, ...(made.conclusions ?? [])]
  return { figure: other.figure, resolved: { ...made, conclusions } }
}

/**
 * A default may mean something for a plot and nothing for a diagram, or for a PNG and not for an
 * SVG: where it means nothing it is left out. What the directive itself says must mean something.
 */
function resolveWithDefaults(
  figure: Figure,
  own: AttributeLayer,
  provider: Provider,
): { figure: Figure; resolved: ResolveResult } {
  const resolved = provider.resolve(figure)
  const meaningless = resolved.problems
    .filter(({ code, field }) => code === 'attribute-unknown' || isChoice(field))
    .map(({ field }) => field)
    .filter((field) => !own.has(field))
  if (meaningless.length === 0) return { figure, resolved }
  const options = Object.fromEntries(
    Object.entries(figure.options).filter(([name]) => !meaningless.includes(name)),
  )
  const left = Object.fromEntries(
    meaningless.filter(isChoice).map((field) => [field, undefined] as const),
  )
  const without = { ...figure, options, ...left }
  return { figure: without, resolved: provider.resolve(without) }
}

/** What a provider may leave to itself: a default for the others must not forbid its figures. */
const isChoice = (field: string) => ['aspect', 'model', 'resolution'].includes(field)

export function toLayer(
  attributes: readonly DirectiveAttribute[],
  lines: SourceLines,
): AttributeLayer {
  return createLayer(
    attributes.map(({ name, span, value, valueSpan }) => ({
      name,
      value,
      place: lines.placeAt(valueSpan.start),
      namePlace: lines.placeAt(span.start),
    })),
  )
}

function findProvider(
  attributes: AttributeLayer,
  providers: ReadonlyMap<string, Provider>,
  place: Place,
): Provider | { problem: Problem } {
  const attribute = attributes.get('provider')
  const name = attribute?.value ?? 'local'
  const provider = providers.get(name)
  if (provider !== undefined) return provider
  const at = attribute?.place ?? place
  return {
    problem: {
      code: 'provider-unknown',
      severity: 'error',
      message: `there is no provider \`${name}\``,
      hint: suggestName(name, [...providers.keys()]),
      place: at,
    },
  }
}

/** Names on the directive itself must all mean something; a typo is told with the nearest name. */
function checkNames(own: AttributeLayer, provider: Provider): Problem[] {
  if (provider.optionNames === 'any') return []
  const known = [...commonAttributeNames, ...provider.optionNames]
  return [...own.values()].flatMap(({ name, namePlace }): Problem[] => {
    if (known.includes(name)) return []
    const nearest = nearestName(name, known)
    return [
      {
        code: 'attribute-unknown',
        severity: 'error',
        message: `unknown attribute \`${name}\` of a figure by \`${provider.name}\``,
        hint:
          nearest === undefined
            ? `Expected one of ${known.map((item) => `\`${item}\``).join(', ')}.`
            : `Did you mean \`${nearest}\`?`,
        place: namePlace,
      },
    ]
  })
}

function requestText(
  attributes: AttributeLayer,
  optionNames: Provider['optionNames'],
): Record<string, string> {
  const entersRequest = (name: string) =>
    isRequestAttribute(name) ||
    (optionNames === 'any' ? !commonAttributeNames.includes(name) : optionNames.includes(name))
  return Object.fromEntries(
    [...attributes.values()]
      .filter(({ name }) => entersRequest(name))
      .map(({ name, value }) => [name, value]),
  )
}

function isRequestAttribute(name: string): boolean {
  return (requestAttributes as readonly string[]).includes(name)
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}
