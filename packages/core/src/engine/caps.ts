import type { Cap } from './ledger.js'

/** Most credits that may be spent, as the configuration says it. */
export interface Budget {
  /** Of all providers together. */
  run?: number | undefined
  day?: number | undefined
  providers?:
    | Readonly<Record<string, { run?: number | undefined; day?: number | undefined }>>
    | undefined
  /** In money, by the price of a credit. */
  money?: { run?: number | undefined; day?: number | undefined } | undefined
}

/** `--max-credits`: for one run, of one provider or of all. */
export interface MaxCredits {
  provider?: string | undefined
  credits: number
}

/** Every limit that is checked before something is claimed. */
export function toCaps(
  budget: Budget,
  creditPrice: Readonly<Record<string, number>>,
  maxCredits: readonly MaxCredits[] = [],
): Cap[] {
  const caps: Cap[] = maxCredits.map(({ credits, provider }) => ({
    period: 'run',
    provider,
    limit: credits,
  }))
  for (const period of ['run', 'day'] as const) {
    const { money, providers = {} } = budget
    const limits: [number | undefined, Partial<Cap>][] = [
      [budget[period], {}],
      ...Object.entries(providers).map(([provider, limit]): [number | undefined, Partial<Cap>] => [
        limit[period],
        { provider },
      ]),
      [money?.[period], { creditPrice }],
    ]
    for (const [limit, rest] of limits)
      if (limit !== undefined) caps.push({ period, limit, ...rest })
  }
  return caps
}
