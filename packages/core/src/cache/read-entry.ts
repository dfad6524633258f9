import { readFileSync } from 'node:fs'
import { systemErrorCode } from '../errors.js'
import type { Listener } from '../events.js'
import { describeFailure } from '../files/write-failure.js'
import { listAside, restore, type StoreEntry, setAside } from './quarantine.js'
import type { Lookup } from './tier.js'

/** Reads and checks one entry; a damaged one is set aside. */
export function readEntry<Value>(
  entry: StoreEntry,
  listener: Listener | undefined,
  check: (bytes: Buffer) => Lookup<Value>,
): Lookup<Value> {
  try {
    const first = readAndCheck(entry, check)
    if (first.state === 'missing') return lookAside(entry, check)
    if (first.state !== 'corrupt') return first
    if (!trySetAside(entry)) return lookAside(entry, check)
    const message = `\`${entry.path}\` is damaged: ${first.detail}`
    listener?.({
      type: 'problem',
      problem: {
        code: 'cache-corrupt',
        severity: 'warning',
        message,
        hint: 'It is not used. A sound copy from another store takes its place.',
      },
    })
    return { state: 'corrupt', detail: message }
  } catch (error) {
    return {
      state: 'unavailable',
      detail: `cannot read \`${entry.path}\`: ${describeFailure(error)}`,
    }
  }
}

/** For an entry that is not in its place, or has just been put back there. */
function lookAside<Value>(
  entry: StoreEntry,
  check: (bytes: Buffer) => Lookup<Value>,
): Lookup<Value> {
  const aside = listAside(entry)
  if (aside === undefined) return { state: 'missing' }
  restore(entry, aside)
  const second = readAndCheck(entry, check)
  if (second.state !== 'missing') return second
  return { state: 'corrupt', detail: `a damaged copy was moved to \`${entry.quarantine}\`` }
}

function readAndCheck<Value>(
  { path }: StoreEntry,
  check: (bytes: Buffer) => Lookup<Value>,
): Lookup<Value> {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    // Only this says that nothing is there. A folder that is a file, a lost permission or a bad
    // sector say nothing about what was bought.
    if (systemErrorCode(error) === 'ENOENT') return { state: 'missing' }
    throw error
  }
  return check(bytes)
}

function trySetAside(entry: StoreEntry): boolean {
  try {
    return setAside(entry)
  } catch {
    // A store that cannot be written to keeps its damaged entry: it stays `corrupt` all the same.
    return true
  }
}
