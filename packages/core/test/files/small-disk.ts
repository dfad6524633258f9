import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder.js'

/** Whether this process may mount file systems; without that, tests of a real small disk skip. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount()

/** A file system of its own, of a given size, unmounted after the test. */
export function smallDisk(sizeBytes: number): { path: string; remount: (options: string) => void } {
  const path = join(temporaryFolder(), 'disk')
  mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'figmill-test', path])
  onTestFinished(() => {
    execFileSync('umount', [path])
  })
  return {
    path,
    remount: (options) => execFileSync('mount', ['-o', `remount,${options}`, path]),
  }
}

function tryMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'figmill-test', '/mnt'], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}
