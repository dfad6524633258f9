import { expect } from 'vitest'

/** What a service says of what it took. */
export interface Books {
  /** `job` is the id that the service gave it. Less than 0: given back. */
  charges(): readonly { prompt: string; job: string; credits: number }[]
  readonly requests: { submits: number }
  /** Prompts it was sent and did not refuse, once for each time: each may have been charged. */
  readonly unrefused: readonly string[]
}

/** A figure, and the job that it is said to come from. */
export interface Adopted {
  prompt: string
  job: string
}

/** Every charge is in the ledger, and no figure comes from what another one asked for. */
export function expectBooked(books: Books, kept: number, adopted: readonly Adopted[]): void {
  const charges = books.charges()
  const charged = charges.reduce((sum, { credits }) => sum + credits, 0)
  expect(charged, 'what the books say and the ledger does not').toBeLessThanOrEqual(kept)
  const asked = Map.groupBy(charges, ({ job }) => job)
  for (const [job, owners] of Map.groupBy(adopted, ({ job }) => job)) {
    const prompts = asked.get(job)?.map(({ prompt }) => prompt)
    if (prompts === undefined) continue
    expect(owners.length, `figures of ${job}`).toBeLessThanOrEqual(prompts.length)
    for (const { prompt } of owners) expect(prompts, `what ${job} was asked for`).toContain(prompt)
  }
}
