/** Longest wait for a store that nothing was read from or written to. */
const unusedMs = 500

/** On the instance itself: hosts load a module twice, and both copies must know. */
const disconnected = Symbol.for('figmill/disconnected')

/**
 * Lets go of a Keyv instance; of what is none there is nothing to let go. Never fails: one that is
 * down, or does not answer in time, ends with the process at the latest.
 */
export async function disconnectKeyv(keyv: unknown, deadlineMs = unusedMs): Promise<void> {
  if (!hasFunctions(keyv, ['disconnect', 'on'])) return
  Reflect.set(keyv, disconnected, true)
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, deadlineMs)
  try {
    // Keyv throws an error that nobody listens for.
    keyv.on('error', () => {})
    await Promise.race([keyv.disconnect(), late.promise])
  } catch {
    // Nothing is lost: what was stored has been confirmed.
  } finally {
    clearTimeout(timer)
  }
}

/** Whether something was let go of; some stores cannot be opened again. */
export function isDisconnected(keyv: unknown): boolean {
  return typeof keyv === 'object' && keyv !== null && disconnected in keyv
}

/** Whether a value has methods of these names. */
export function hasFunctions<Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Record<Name, (...values: unknown[]) => unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof Reflect.get(value, name) === 'function')
  )
}
