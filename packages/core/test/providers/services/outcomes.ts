import type { JobHandle, Recovered, SubmitOutcome } from '../../../src/providers/provider.js'

/** The job that a submission became. */
export function handleOf(outcome: SubmitOutcome | Recovered | undefined): JobHandle {
  if (outcome?.status !== 'accepted') throw new Error(`it is ${show(outcome)}`)
  return outcome.handle
}

/** All that a value tells, the parts of its errors too: to look for what it must not tell. */
export const show = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) => {
    if (!(member instanceof Error)) return member
    const { cause, message, stack } = member
    return { ...member, cause, message, stack }
  })
