import {
  commonAttributeNames,
  createFigureRequest,
  digestContent,
  type FieldProblem,
  type FigureKey,
  type InputFile,
  type Place,
  type Problem,
  type Provider,
  parseFigure,
  requestAttributes,
  suggestName,
} from '@figmill/core'
import {
  type AttributeLayer,
  createLayer,
  defaultsFor,
  isOptimizeOption,
  mergeLayers,
  placeFieldProblem,
} from './attribute-layers.js'
import { checkFormats, type PictureUse } from './check-formats.js'
import { checkNames } from './check-names.js'
import { checkVideo } from './check-video.js'
import type { DirectiveAttribute, FigureDirective } from './directive.js'
import type { Awaited, FigureOrigin, FigureResolution, ReadFigure } from './document-figure.js'
import { toOneLine } from './one-line.js'
import { readPlacement } from './placement.js'
import { type DocumentInput, readContent } from './read-content.js'
import { readOptimize } from './read-optimize.js'
import { readOrigin } from './read-origin.js'
import { readPoster } from './read-poster.js'
import { resolveOrElse, withAwaited } from './resolve-figure.js'
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
  /** Drafts of figures cost nothing, and neither do their prompts. */
  draft?: boolean | undefined
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
  const {
    inputs: posters,
    poster,
    problems: wrongPoster,
  } = readPoster(own, documentPath, root, place)
  problems.push(
    ...reading.problems,
    ...wrongOrigin,
    ...wrongPoster,
    ...checkNames(own, provider, attributes.has('optimize'), providers),
  )
  const parsed = parseFigure(requestText(attributes, known), reading.content)
  const unusable = checkFormats(parsed.figure?.formats, surroundings.use)
  problems.push(
    ...[...parsed.problems, ...unusable].map((problem) =>
      placeFieldProblem(problem, attributes, place),
    ),
  )
  const inputs = [...reading.inputs, ...posters]
  if (parsed.figure === undefined || hasErrors(problems)) {
    return { figure: undefined, inputs, problems }
  }
  const asked = parsed.figure
  const places: Partial<Record<string, Place>> = { images: from?.place, ...reading.places }
  const placed = (problem: FieldProblem) =>
    placeFieldProblem(problem, attributes, places[problem.field] ?? place)
  const isEdit = from !== undefined
  const optimized = surroundings.draft
    ? undefined
    : readOptimize({ asked, key, place, own, attributes, isEdit, providers })
  problems.push(...(optimized?.problems ?? []).map(placed))
  const origin = from ?? optimized?.text

  const resolve = (awaited?: Awaited): FigureResolution => {
    const isWritten = typeof awaited === 'string'
    const { figure: source, resolved } = resolveOrElse(
      withAwaited(asked, awaited),
      own,
      provider,
      surroundings,
    )
    const problems = [...resolved.problems, ...resolved.warnings].map((problem) =>
      placed(isWritten && problem.field === 'prompt' ? ofWritten(problem) : problem),
    )
    if (resolved.request === undefined) return { source, request: undefined, problems }
    const { request } = resolved
    const written = isWritten ? [`the prompt: ${toOneLine(awaited)}`] : []
    const conclusions = [...written, ...(resolved.conclusions ?? [])]
    return {
      source,
      request: createFigureRequest(
        key,
        place,
        source,
        request,
        conclusions.length === 0 ? undefined : conclusions,
      ),
      problems,
    }
  }

  // All that is wrong is told before anything is bought, also of what waits for something.
  const { request, source, ...resolved } = resolve(from && pictureOf(from))
  problems.push(...resolved.problems)
  // A draft of a video is a picture.
  if (request !== undefined && !surroundings.draft) {
    const { use } = surroundings
    problems.push(...checkVideo(request.request, use, own.has('poster')).map(placed))
  }
  if (request === undefined || hasErrors(problems)) return { figure: undefined, inputs, problems }
  const facts = { figure: key, place, placement, source, poster }
  const figure: ReadFigure =
    origin === undefined
      ? { ...facts, request }
      : { ...facts, from: origin, request: undefined, likely: request.request, resolve }
  return { figure, inputs, problems }
}

/** The author's own prompt may be quite another. */
function ofWritten(problem: FieldProblem): FieldProblem {
  return { ...problem, message: `as it was optimized, ${problem.message}` }
}

/** Stands for a picture that is not there yet. */
function pictureOf({ figure }: FigureOrigin): InputFile {
  return { path: '', figure, digest: digestContent(''), sizeBytes: 0, mediaType: 'image/png' }
}

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

function requestText(
  attributes: AttributeLayer,
  optionNames: Provider['optionNames'],
): Record<string, string> {
  const entersRequest = (name: string) =>
    isRequestAttribute(name) ||
    (optionNames === 'any'
      ? !commonAttributeNames.includes(name) && !isOptimizeOption(name)
      : optionNames.includes(name))
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
