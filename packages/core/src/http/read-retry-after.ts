/**
 * How long an answer asks to be left alone, in milliseconds.
 *
 * @param text Seconds, or a date.
 * @param now Milliseconds since the epoch.
 */
export function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const seconds = Number(text)
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - now
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined
}
