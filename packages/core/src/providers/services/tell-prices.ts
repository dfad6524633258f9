/** Credits by resolution, for people: `10 (1K), 20 (2K)`. */
export function tellPrices(prices: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(prices)
    .flatMap(([resolution, credits]) => (credits === undefined ? [] : `${credits} (${resolution})`))
    .join(', ')
}
