/** Services that draw while one waits answer after five minutes at the latest. */
const answerMs = 330_000
const connectMs = 10_000

/** A `fetch` that waits as long as services need, and never sends anything twice by itself. */
export async function createServiceFetch(): Promise<typeof globalThis.fetch> {
  const { Agent, fetch } = await import('undici')
  const dispatcher = new Agent({
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    connect: { timeout: connectMs },
  })
  return ((input: string | URL, init?: object) =>
    fetch(input, { ...init, dispatcher })) as typeof globalThis.fetch
}
