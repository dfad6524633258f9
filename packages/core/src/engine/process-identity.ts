import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * A name for this process that another can check: where it runs, its number, and something that
 * no later process with that number has.
 */
export function nameProcess(): string {
  return JSON.stringify([placeOf(), process.pid, randomUUID()])
}

/**
 * Whether a process is known to have ended, so that its lease need not be waited for. `false` when
 * it runs elsewhere: nobody here can tell.
 */
export function hasEnded(owner: string): boolean {
  const [place, pid] = JSON.parse(owner) as [string, number]
  if (place !== placeOf()) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

let place: string | undefined

/** The machine since it was started, and the world in which process numbers count. */
function placeOf(): string {
  place ??= [
    hostname(),
    read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    read(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' ')
  return place
}

function read(what: () => string): string {
  try {
    return what()
  } catch {
    return ''
  }
}
