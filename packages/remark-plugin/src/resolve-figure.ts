import type { Figure, Provider, ResolveResult } from '@figmill/core'
import type { AttributeLayer } from './attribute-layers.js'
import type { Awaited } from './document-figure.js'
import { findOther, nameOthers } from './other-providers.js'

interface ResolveSurroundings {
  providers: ReadonlyMap<string, Provider>
  /** Who makes what a provider cannot make, by its name. */
  fallback: Readonly<Record<string, readonly string[]>>
}

/** The figure as it is asked for when what it waits for is there. */
export function withAwaited(figure: Figure, awaited: Awaited | undefined): Figure {
  if (awaited === undefined) return figure
  return typeof awaited === 'string'
    ? { ...figure, prompt: awaited }
    : { ...figure, images: [awaited, ...(figure.images ?? [])] }
}

/** By the provider that is asked, or by the first of its stand-ins that can make the figure. */
export function resolveOrElse(
  figure: Figure,
  own: AttributeLayer,
  provider: Provider,
  { fallback, providers }: ResolveSurroundings,
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
  const formats = meaningless.includes('format') ? undefined : figure.formats
  const without = { ...figure, formats, options, ...left }
  return { figure: without, resolved: provider.resolve(without) }
}

/** What a provider may leave to itself: a default for the others must not forbid its figures. */
const isChoice = (field: string) => ['aspect', 'model', 'resolution'].includes(field)
