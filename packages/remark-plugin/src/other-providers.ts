import type { FieldProblem, Figure, Provider } from '@figmill/core'

/** A provider that can make a figure which another cannot, and the figure as it understands it. */
export interface OtherMaker {
  provider: Provider
  figure: Figure
}

/**
 * The same figure for another provider: what only the first understood is left out, the name of
 * its model among it.
 */
function forOther(figure: Figure, { name, optionNames }: Provider): Figure {
  const options = Object.entries(figure.options).filter(
    ([option]) => optionNames === 'any' || optionNames.includes(option),
  )
  return {
    ...figure,
    provider: name,
    model: undefined,
    options: Object.fromEntries(options),
  }
}

/** What else a provider does not understand may be left out. */
function isForVideo({ options }: Figure): boolean {
  return options.product === 'video'
}

/** The first of some providers that can make a figure. */
export function findOther(
  figure: Figure,
  names: readonly string[],
  providers: ReadonlyMap<string, Provider>,
): OtherMaker | undefined {
  for (const name of names) {
    const provider = providers.get(name)
    if (provider === undefined || (isForVideo(figure) && !provider.capabilities.videos)) continue
    const other = forOther(figure, provider)
    if (provider.resolve(other).request !== undefined) return { provider, figure: other }
  }
  return undefined
}

/** Tells of what a provider cannot make who else could make the figure. */
export function nameOthers(
  problems: readonly FieldProblem[],
  figure: Figure,
  providers: ReadonlyMap<string, Provider>,
): FieldProblem[] {
  /** A typo, what is missing, and what only this provider understands, is mended where it stands. */
  const isMended = ({ code, field, hint }: FieldProblem) =>
    code !== 'attribute-invalid' ||
    field in figure.options ||
    ['model', 'prompt'].includes(field) ||
    hint?.startsWith('Did you mean')
  if (problems.every(isMended)) return [...problems]
  const able = [...providers.keys()].filter(
    (name) => name !== figure.provider && findOther(figure, [name], providers) !== undefined,
  )
  if (able.length === 0) return [...problems]
  const names = able.map((name) => `\`${name}\``)
  const listed = [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ')
  return problems.map((problem) =>
    isMended(problem)
      ? problem
      : {
          ...problem,
          hint: [problem.hint, `${listed} can make it as it is.`].filter(Boolean).join(' '),
        },
  )
}
