import { commonAttributeNames, nearestName, type Problem, type Provider } from '@figmill/core'
import { type AttributeLayer, isOptimizeOption } from './attribute-layers.js'

/**
 * Names on the directive itself must all mean something; a typo is told with the nearest name, and an
 * option of others with theirs.
 */
export function checkNames(
  own: AttributeLayer,
  provider: Provider,
  isOptimized: boolean,
  providers: ReadonlyMap<string, Provider>,
): Problem[] {
  if (provider.optionNames === 'any') return []
  const known = [...commonAttributeNames, ...provider.optionNames]
  return [...own.values()].flatMap(({ name, namePlace }): Problem[] => {
    // What they are worth is told by the provider that `optimize` names.
    if (known.includes(name) || (isOptimizeOption(name) && isOptimized)) return []
    const nearest = nearestName(name, known)
    const others = namesOf(providers, name)
    return [
      {
        code: 'attribute-unknown',
        severity: 'error',
        message: `unknown attribute \`${name}\` of a figure by \`${provider.name}\``,
        hint:
          others.length > 0
            ? `It is an option of ${others.join(' and ')}.`
            : nearest === undefined
              ? `Expected one of ${known.map((item) => `\`${item}\``).join(', ')}.`
              : `Did you mean \`${nearest}\`?`,
        place: namePlace,
      },
    ]
  })
}

/** The providers that have an option of that name. */
function namesOf(providers: ReadonlyMap<string, Provider>, option: string): string[] {
  return [...providers.values()].flatMap(({ name, optionNames }) =>
    optionNames !== 'any' && optionNames.includes(option) ? `\`${name}\`` : [],
  )
}
