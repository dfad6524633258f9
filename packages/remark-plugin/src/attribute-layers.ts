import {
  type FieldProblem,
  nearestName,
  type Place,
  type Problem,
  type Provider,
  requestAttributes,
} from '@figmill/core'

/** An attribute and where it was written. */
export interface PlacedAttribute {
  name: string
  value: string
  /** Where the value starts. */
  place: Place | undefined
  /** Where the name starts, when that is somewhere else. */
  namePlace?: Place | undefined
}

/** Attributes that one place gives: configuration, front matter, a group, a directive. */
export type AttributeLayer = ReadonlyMap<string, PlacedAttribute>

export function createLayer(attributes: Iterable<PlacedAttribute>): AttributeLayer {
  return new Map(Array.from(attributes, (attribute) => [attribute.name, attribute]))
}

/** Later layers win. */
export function mergeLayers(layers: readonly AttributeLayer[]): AttributeLayer {
  return new Map(layers.flatMap((layer) => [...layer]))
}

/** Attributes that make sense for many figures at once. */
const sharedAttributes: readonly string[] = [...requestAttributes, 'width', 'class']

/** Whether an attribute is for who writes the prompt anew, such as `optimize_caption`. */
export function isOptimizeOption(name: string): boolean {
  return name.startsWith(optimizePrefix)
}

export const optimizePrefix = 'optimize_'

/**
 * Checks defaults by themselves: a name that no provider knows is a typo, although a name that
 * only another provider knows is simply not for this figure.
 *
 * @param besides What else may stand in the same place.
 */
export function checkDefaults(
  layer: AttributeLayer,
  providers: ReadonlyMap<string, Provider>,
  besides: readonly string[] = [],
): Problem[] {
  const known = [
    ...besides,
    ...sharedAttributes,
    ...[...providers.values()].flatMap(({ optionNames }) =>
      optionNames === 'any' ? [] : optionNames,
    ),
  ]
  return [...layer.values()].flatMap(({ name, namePlace, place }): Problem[] => {
    if (known.includes(name) || isOptimizeOption(name)) return []
    const nearest = nearestName(name, known)
    return [
      {
        code: 'attribute-unknown',
        severity: 'error',
        message: `\`${name}\` cannot be a default of figures`,
        hint: nearest === undefined ? listNames(known) : `Did you mean \`${nearest}\`?`,
        place: namePlace ?? place,
      },
    ]
  })
}

/** Defaults as one provider's figure sees them: the options of other providers left out. */
export function defaultsFor(
  layer: AttributeLayer,
  providerOptions: Provider['optionNames'],
): AttributeLayer {
  if (providerOptions === 'any') return layer
  return new Map(
    [...layer].filter(
      ([name]) =>
        sharedAttributes.includes(name) || providerOptions.includes(name) || isOptimizeOption(name),
    ),
  )
}

/** A field problem with the place of the attribute that gave the field. */
export function placeFieldProblem(
  problem: FieldProblem,
  attributes: AttributeLayer,
  otherwise: Place,
): Problem {
  const { code, field, hint, message, severity = 'error' } = problem
  const attribute = attributes.get(field)
  const place = code === 'attribute-unknown' ? attribute?.namePlace : undefined
  return { code, severity, message, hint, place: place ?? attribute?.place ?? otherwise }
}

function listNames(names: readonly string[]): string {
  return `Expected one of ${names.map((name) => `\`${name}\``).join(', ')}.`
}
