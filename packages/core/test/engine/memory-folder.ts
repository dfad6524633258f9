import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/**
 * A folder in memory where there is one: a process that is killed loses nothing there, and a
 * thousand flushes take no time.
 */
export function memoryFolder(): string {
  const folder = mkdtempSync(join(parent, 'figmill-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
