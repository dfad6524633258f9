import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Removes the files of a folder last written before a moment: what killed processes left behind.
 * Others may sweep at once, and the folder may not exist.
 *
 * @param beforeMs Milliseconds since the Unix epoch.
 */
export function sweepDirectory(directory: string, beforeMs: number): void {
  let names: string[]
  try {
    names = readdirSync(directory)
  } catch {
    return
  }
  for (const name of names) {
    const path = join(directory, name)
    try {
      if (statSync(path).mtimeMs < beforeMs) rmSync(path)
    } catch {
      // Gone already, or not ours to remove.
    }
  }
}
