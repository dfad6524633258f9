import { renameSync } from 'node:fs'
import { systemErrorCode } from '../errors.js'

/** What Windows answers while a virus scanner or an editor has one of the two files open. */
const busy = new Set(['EPERM', 'EBUSY', 'EACCES'])
/** Waits between tries, 2 s in all. */
const delaysMs = [5, 10, 20, 40, 75, 150, 300, 600, 800]

/** `rename(2)`; on Windows a busy file is tried again for about two seconds. */
export function rename(from: string, to: string): void {
  if (process.platform !== 'win32') {
    renameSync(from, to)
    return
  }
  renameWithPatience(() => renameSync(from, to))
}

/** Runs a rename until the file is no longer busy or patience ends. Blocks: other processes wait too. */
export function renameWithPatience(
  attempt: () => void,
  pause: (delayMs: number) => void = block,
): void {
  for (const delayMs of delaysMs) {
    try {
      attempt()
      return
    } catch (error) {
      if (!busy.has(systemErrorCode(error) ?? '')) throw error
      pause(delayMs)
    }
  }
  attempt()
}

function block(delayMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs)
}
